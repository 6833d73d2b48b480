"""What all optimizers share: groups, zero_grad, closures, states, hooks, and what their mistakes say."""

from __future__ import annotations

import pytest

import backlight
from backlight import optim
from backlight.optim import optimizer as base


def leaf(*values):
    return backlight.tensor(values, requires_grad=True)


def with_gradient(*values):
    w = leaf(*values)
    w.grad = backlight.ones(len(values))
    return w


def test_groups_have_settings_of_their_own_and_the_rest_by_default():
    a, b = with_gradient(1.0), with_gradient(1.0)
    made = optim.SGD([{"params": [a]}, {"params": b, "lr": 0.5}], lr=0.1)
    made.step()

    assert [a.item(), b.item()] == pytest.approx([0.9, 0.5])
    assert [group["lr"] for group in made.param_groups] == [0.1, 0.5]


def test_a_group_may_come_later():
    a, b = with_gradient(1.0), with_gradient(1.0)
    made = optim.SGD([a], lr=0.1)
    made.add_param_group({"params": b})
    made.step()

    assert b.item() == pytest.approx(0.9)


def test_parameters_may_come_with_their_names():
    net = backlight.nn.Linear(2, 1)
    made = optim.SGD(net.named_parameters(), lr=0.1)

    assert made.param_groups[0]["param_names"] == ["weight", "bias"]
    assert made.state_dict()["param_groups"][0]["param_names"] == ["weight", "bias"]


def test_a_setting_that_is_changed_counts_at_the_next_step():
    w = with_gradient(1.0)
    made = optim.SGD([w], lr=0.1)
    made.param_groups[0]["lr"] = 0.25
    made.step()

    assert w.item() == 0.75


def test_the_step_writes_into_the_parameter_and_grows_no_graph():
    w = with_gradient(1.0, 2.0)
    memory, version = w.data_ptr(), w._version
    optim.Adam([w]).step()

    assert w.data_ptr() == memory
    assert w._version > version
    assert w.grad_fn is None
    assert w.requires_grad


def test_zero_grad_forgets_gradients_or_fills_them_with_zeros():
    w = with_gradient(1.0)
    made = optim.SGD([w], lr=0.1)
    made.zero_grad(set_to_none=False)
    assert w.grad.tolist() == [0]
    made.zero_grad()
    assert w.grad is None


def test_a_closure_is_called_with_gradients_on_and_its_loss_is_returned():
    w = leaf(3.0)
    made = optim.SGD([w], lr=0.5)

    def closure():
        made.zero_grad()
        loss = (w * w).sum()
        loss.backward()
        return loss

    with backlight.no_grad():
        assert made.step(closure).item() == 9
    assert w.item() == 0


def test_the_state_dict_numbers_the_parameters_and_shares_their_tensors():
    a, b = with_gradient(1.0), leaf(2.0)
    made = optim.SGD([a, b], lr=0.1, momentum=0.9)
    made.step()
    state = made.state_dict()

    assert state["param_groups"][0]["params"] == [0, 1]
    assert list(state["state"]) == [0]
    assert state["state"][0]["momentum_buffer"] is made.state[a]["momentum_buffer"]


def test_a_loaded_state_takes_the_dtype_of_the_parameters_and_is_a_copy():
    a = with_gradient(1.0)
    made = optim.Adam([a])
    made.step()
    double = backlight.tensor([1.0], dtype=backlight.float64, requires_grad=True)
    other = optim.Adam([double], lr=7)
    other.load_state_dict(made.state_dict())

    assert other.state[double]["exp_avg"].dtype is backlight.float64
    assert other.state[double]["step"].dtype is backlight.float32
    assert other.param_groups[0]["lr"] == 1e-3
    other.state[double]["exp_avg"].fill_(5)
    assert made.state[a]["exp_avg"].item() != 5


def test_a_state_of_other_groups_is_refused_and_nothing_changes():
    made = optim.SGD([leaf(1.0)], lr=0.1)
    two = optim.SGD([leaf(1.0), leaf(1.0)], lr=0.5)
    three = optim.SGD([{"params": [leaf(1.0)]}, {"params": [leaf(1.0)]}], lr=0.5)
    with pytest.raises(ValueError, match="doesn't match the size of optimizer's group: group 0 has 2 parameters"):
        made.load_state_dict(two.state_dict())
    with pytest.raises(ValueError, match="different number of parameter groups: 2, and the optimizer has 1"):
        made.load_state_dict(three.state_dict())

    assert made.param_groups[0]["lr"] == 0.1


def test_step_hooks_are_called_around_the_step_and_may_be_removed():
    w = with_gradient(1.0)
    made = optim.SGD([w], lr=0.1)
    seen = []
    handles = [
        made.register_step_pre_hook(lambda o, args, kwargs: seen.append(("before", o is made, w.item()))),
        made.register_step_post_hook(lambda o, args, kwargs: seen.append(("after", o is made, w.item()))),
        base.register_optimizer_step_pre_hook(lambda o, args, kwargs: seen.append("all before")),
        base.register_optimizer_step_post_hook(lambda o, args, kwargs: seen.append("all after")),
    ]
    made.step()
    for handle in handles:
        handle.remove()
    made.step()

    assert seen == ["all before", ("before", True, 1.0), ("after", True, pytest.approx(0.9)), "all after"]


def test_a_step_pre_hook_may_replace_the_arguments_and_nothing_else():
    made = optim.SGD([leaf(1.0)], lr=0.1)
    made.register_step_pre_hook(lambda o, args, kwargs: ((lambda: "other",), {}))
    assert made.step(lambda: "loss") == "other"
    made.register_step_pre_hook(lambda o, args, kwargs: 3)
    with pytest.raises(RuntimeError, match="must return None or a tuple of"):
        made.step()


def test_state_dict_hooks():
    made = optim.SGD([leaf(1.0)], lr=0.1)
    seen = []
    made.register_state_dict_pre_hook(lambda o: seen.append("pre"))
    made.register_state_dict_post_hook(lambda o, state: {**state, "more": 1})
    made.register_load_state_dict_pre_hook(lambda o, state: seen.append("load") or None)
    made.register_load_state_dict_post_hook(lambda o: seen.append("loaded"))
    state = made.state_dict()
    made.load_state_dict(state)

    assert state["more"] == 1
    assert seen == ["pre", "load", "loaded"]


def test_an_optimizer_of_ones_own_has_hooks_groups_and_states():
    class Halving(optim.Optimizer):
        def __init__(self, params):
            super().__init__(params, {"factor": 0.5})

        @backlight.no_grad()
        def step(self, closure=None):
            for group in self.param_groups:
                for p in group["params"]:
                    p.mul_(group["factor"])
                    self.state[p]["count"] = self.state[p].get("count", 0) + 1

    w, seen = leaf(8.0), []
    made = Halving([w])
    made.register_step_post_hook(lambda *_: seen.append(w.item()))
    made.step()
    made.step()

    assert seen == [4, 2]
    assert made.state_dict()["state"] == {0: {"count": 2}}
    assert repr(made) == "Halving (\nParameter Group 0\n    factor: 0.5\n)"


def test_a_differentiable_step_is_part_of_the_graph():
    rate = leaf(0.1)
    start = leaf(2.0)
    w = start.clone()
    w.grad = rate * 3
    optim.SGD([w], lr=0.5, differentiable=True).step()
    w.sum().backward()

    assert start.grad.tolist() == [1]
    assert rate.grad.item() == -1.5


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: optim.SGD([], 0.1), ValueError, "optimizer got an empty parameter list"),
        (
            lambda: optim.SGD(leaf(1.0), 0.1),
            TypeError,
            "should be an iterable of Tensors or dicts, but got torch.FloatTensor",
        ),
        (lambda: optim.SGD([1], 0.1), TypeError, "can only optimize Tensors, but one of the params is int"),
        (lambda: optim.SGD([leaf(1.0) * 2], 0.1), ValueError, "can't optimize a non-leaf Tensor"),
        (lambda: optim.SGD([{"params": {leaf(1.0)}}], 0.1), TypeError, "ordering of tensors in sets"),
        (lambda: optim.SGD([leaf(1.0)], -1), ValueError, "Invalid learning rate: -1"),
        (lambda: optim.SGD([leaf(1.0)], 1, nesterov=True), ValueError, "Nesterov momentum requires a momentum"),
        (lambda: optim.Adam([leaf(1.0)], betas=(1, 0)), ValueError, "Invalid beta parameter at index 0: 1"),
        (lambda: optim.Rprop([leaf(1.0)], etas=(2, 3)), ValueError, "Invalid eta values: 2, 3"),
        (lambda: optim.LBFGS([leaf(1.0)]).step(), TypeError, "closure"),
        (lambda: optim.Optimizer([leaf(1.0)], {"a": base.required}), ValueError, "required optimization parameter a"),
    ],
)
def test_mistakes(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_one_parameter_in_two_groups_is_refused():
    w = leaf(1.0)
    with pytest.raises(ValueError, match="appear in more than one parameter group"):
        optim.SGD([{"params": [w]}, {"params": [w]}], 0.1)
    with pytest.warns(UserWarning, match="duplicate parameters"):
        optim.SGD([w, w], 0.1)
