"""A module: its attributes, names, states, hooks, and what its mistakes say."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from collections import OrderedDict

import pytest

import backlight
from backlight import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 3)
        self.second = nn.Sequential(nn.ReLU(), nn.Linear(3, 1))
        self.scale = nn.Parameter(backlight.tensor(2.0))
        self.register_buffer("count", backlight.tensor(0))
        self.register_buffer("hidden", backlight.tensor(1.0), persistent=False)

    def forward(self, x):
        return self.scale * self.second(self.first(x))


def test_what_is_assigned_is_found_by_its_path():
    net = Net()

    assert [name for name, _ in net.named_parameters()] == [
        "scale", "first.weight", "first.bias", "second.1.weight", "second.1.bias",
    ]  # fmt: skip
    assert [name for name, _ in net.named_buffers()] == ["count", "hidden"]
    assert [name for name, _ in net.named_children()] == ["first", "second"]
    assert [name for name, _ in net.named_modules()] == ["", "first", "second", "second.0", "second.1"]
    assert list(net.state_dict()) == [
        "scale",
        "count",
        "first.weight",
        "first.bias",
        "second.1.weight",
        "second.1.bias",
    ]
    assert [name for name, _ in net.named_parameters("net", recurse=False)] == ["net.scale"]
    assert net.get_submodule("second.1") is net.second[1]
    assert net.get_parameter("second.1.bias") is net.second[1].bias
    assert net.get_buffer("count") is net.count


def test_a_shared_part_counts_once_unless_asked_for():
    shared = nn.Linear(2, 2)
    net = nn.ModuleDict({"a": shared, "b": shared})

    assert [name for name, _ in net.named_modules()] == ["", "a"]
    assert [name for name, _ in net.named_modules(remove_duplicate=False)] == ["", "a", "b"]
    assert [name for name, _ in net.named_children()] == ["a"]
    assert len(list(net.parameters())) == 2
    assert len(list(net.named_parameters(remove_duplicate=False))) == 4
    assert list(net.state_dict()) == ["a.weight", "a.bias", "b.weight", "b.bias"]


def test_tied_weights_stay_tied_in_a_copy():
    net = nn.Sequential(nn.Embedding(4, 3), nn.Linear(3, 4, bias=False))
    net[1].weight = net[0].weight
    other = copy.deepcopy(net)

    assert other[0].weight is other[1].weight
    assert other[0].weight is not net[0].weight
    assert len(list(other.parameters())) == 1


def test_a_name_changes_its_kind_when_something_else_is_assigned():
    net = nn.Module()
    net.x = 3
    net.x = nn.Parameter(backlight.ones(1))
    assert "x" in net._parameters
    assert "x" not in vars(net)
    with pytest.raises(TypeError, match=r"cannot assign 'torch\.nn\.modules\.linear\.Linear' as parameter 'x'"):
        net.x = nn.Linear(1, 1)
    del net.x
    net.x = nn.Linear(1, 1)
    assert "x" in net._modules
    net.x = None
    del net.x
    net.x = nn.Buffer(backlight.ones(1), persistent=False)
    assert "x" not in net._modules
    assert net.state_dict() == {}
    net.x = None
    assert net._buffers == {"x": None}
    del net.x
    assert not hasattr(net, "x")


def test_dir_and_len_know_the_parts():
    assert {"first", "second", "scale", "count"} <= set(dir(Net()))


def no_init():
    class Forgetful(nn.Module):
        def __init__(self, part):
            self.part = part

    return Forgetful


def assign(value, to):
    net = Net()
    setattr(net, to, value)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: no_init()(nn.Parameter(backlight.ones(1))), AttributeError, "cannot assign parameters before Module"),
        (lambda: no_init()(nn.ReLU()), AttributeError, "cannot assign module before Module.__init__"),
        (lambda: no_init()(nn.Buffer(backlight.ones(1))), AttributeError, "cannot assign buffer before Module"),
        (lambda: assign(backlight.ones(1), "scale"), TypeError, r"as parameter 'scale' \(torch.nn.Parameter or None"),
        (lambda: assign(3, "first"), TypeError, "cannot assign 'int' as child module 'first'"),
        (lambda: assign("x", "count"), TypeError, "cannot assign 'str' as buffer 'count'"),
        (lambda: Net().register_parameter("a.b", None), KeyError, r'parameter name can\\?\'t contain "\."'),
        (lambda: Net().register_parameter("", None), KeyError, "can\\\\?'t be empty"),
        (lambda: Net().register_parameter("forward", None), KeyError, "attribute 'forward' already exists"),
        (lambda: Net().register_parameter(3, None), TypeError, "parameter name should be a string. Got int"),
        (lambda: Net().register_parameter("w", backlight.ones(1)), TypeError, "object to parameter 'w'"),
        (lambda: Net().register_parameter("w", Net().scale * 2), TypeError, "cannot assign"),
        (lambda: Net().register_buffer("b", 3), TypeError, "cannot assign 'int' object to buffer 'b'"),
        (lambda: Net().register_buffer("scale", None), KeyError, "attribute 'scale' already exists"),
        (lambda: Net().add_module("m", 3), TypeError, "int is not a Module subclass"),
        (lambda: Net().nothing, AttributeError, "'Net' object has no attribute 'nothing'"),
        (lambda: nn.Module()(1), NotImplementedError, r'Module \[Module\] is missing the required "forward" function'),
        (lambda: nn.Module(1), TypeError, "takes 1 positional argument but 2 were given"),
        (lambda: nn.Module(a=1), TypeError, "unexpected keyword argument 'a'"),
        (lambda: Net().get_submodule("second.7"), AttributeError, "Sequential has no attribute `7`"),
        (lambda: Net().get_submodule("scale"), AttributeError, "`scale` is not an nn.Module"),
        (lambda: Net().get_parameter("count"), AttributeError, "`count` is not an nn.Parameter"),
        (lambda: Net().get_buffer("scale"), AttributeError, "`scale` is not a buffer"),
        (lambda: Net().set_submodule("", nn.ReLU()), ValueError, "without a target name"),
        (lambda: Net().train("yes"), ValueError, "training mode is expected to be boolean"),
        (lambda: Net().to(backlight.int64), TypeError, "only accepts floating point or complex dtypes"),
        (lambda: Net().cuda(), AssertionError, "CUDA"),
        (lambda: Net()(backlight.ones(3, 5)), RuntimeError, r"cannot be multiplied \(3x5 and 2x3\)"),
        (lambda: Net().load_state_dict([1]), TypeError, "Expected state_dict to be dict-like, got <class 'list'>"),
    ],
)  # fmt: skip
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_loading_says_all_that_is_wrong():
    net = Net()
    state = net.state_dict()
    state["more"] = state.pop("scale")
    state["first.weight"] = backlight.ones(3, 3)
    state["first.bias"] = 3
    with pytest.raises(RuntimeError) as error:
        net.load_state_dict(state)

    assert str(error.value).splitlines() == [
        "Error(s) in loading state_dict for Net:",
        '\tMissing key(s) in state_dict: "scale". ',
        '\tUnexpected key(s) in state_dict: "more". ',
        "\tsize mismatch for first.weight: copying a param with shape torch.Size([3, 3]) from checkpoint, the shape in "
        "current model is torch.Size([3, 2]).",
        '\tWhile copying the parameter named "first.bias", expected torch.Tensor or Tensor-like object from checkpoint '
        "but received <class 'int'>",
    ]


def test_loading_what_fits_returns_what_does_not():
    net = Net()
    found = net.load_state_dict({"scale": backlight.tensor(5.0), "x": 1}, strict=False)

    assert net.scale.item() == 5
    assert found.unexpected_keys == ["x"]
    assert "first.weight" in found.missing_keys
    assert repr(net.load_state_dict(net.state_dict())) == "<All keys matched successfully>"
    with pytest.raises(RuntimeError, match="size mismatch for scale"):
        net.load_state_dict({"scale": backlight.ones(2)}, strict=False)


def test_loading_copies_into_the_parameters_and_assigning_replaces_them():
    net, other = Net(), Net()
    weight, given = net.first.weight, other.state_dict()
    net.load_state_dict(given)
    assert net.first.weight is weight
    assert weight.data_ptr() != given["first.weight"].data_ptr()
    net.load_state_dict({name: x.double() if x.is_floating_point() else x for name, x in given.items()}, assign=True)
    assert net.first.weight is not weight
    assert isinstance(net.first.weight, nn.Parameter)
    assert net.first.weight.dtype is backlight.float64
    assert net.first.weight.requires_grad


def test_the_state_shares_memory_and_has_no_graph_unless_asked_for():
    net = Net()
    state = net.state_dict(prefix="net.")
    state["net.scale"].fill_(7)

    assert net.scale.item() == 7
    assert not state["net.scale"].requires_grad
    assert net.state_dict(keep_vars=True)["scale"] is net.scale
    filled = OrderedDict()
    assert net.state_dict(destination=filled) is filled


def test_extra_state_is_part_of_the_state():
    class Counting(nn.Module):
        n = 0

        def get_extra_state(self):
            return {"n": self.n}

        def set_extra_state(self, state):
            self.n = state["n"]

    net = nn.Sequential(Counting())
    net[0].n = 3
    state = net.state_dict()
    other = nn.Sequential(Counting())
    other.load_state_dict(state)

    assert state == {"0._extra_state": {"n": 3}}
    assert other[0].n == 3
    with pytest.raises(RuntimeError, match=r'Missing key.*"0\._extra_state"'):
        other.load_state_dict({})


def test_state_dict_hooks():
    net, seen = nn.Linear(1, 1), []
    net.register_state_dict_pre_hook(lambda module, prefix, keep: seen.append(("pre", prefix, keep)))
    net.register_state_dict_post_hook(lambda module, state, prefix, meta: seen.append(("post", list(state))))
    net.register_load_state_dict_pre_hook(lambda module, state, *rest: state.setdefault("bias", backlight.zeros(1)))
    net.register_load_state_dict_post_hook(lambda module, keys: keys.missing_keys.clear())
    net.state_dict(prefix="p.")

    assert seen == [("pre", "p.", False), ("post", ["p.weight", "p.bias"])]
    assert net.load_state_dict({}).missing_keys == []
    assert net.bias.item() == 0


def test_apply_goes_to_the_inner_modules_first():
    seen = []
    net = Net()

    assert net.apply(lambda module: seen.append(type(module).__name__)) is net
    assert seen == ["Linear", "ReLU", "Linear", "Sequential", "Net"]


def test_to_changes_the_floating_numbers_of_the_same_parameters():
    net = Net()
    weight = net.first.weight
    net(backlight.ones(1, 2)).sum().backward()

    assert net.to(backlight.float64) is net
    assert net.first.weight is weight
    assert weight.dtype is backlight.float64
    assert weight.grad.dtype is backlight.float64
    assert net.count.dtype is backlight.int64
    assert net.hidden.dtype is backlight.float64
    assert net.half().scale.dtype is backlight.float16
    assert net.float().to("cpu").to(backlight.zeros(1, dtype=backlight.float64)).scale.dtype is backlight.float64


def test_zero_grad_and_freezing():
    net = Net()
    net(backlight.ones(1, 2)).sum().backward()
    net.zero_grad(set_to_none=False)
    assert net.scale.grad.item() == 0
    net.zero_grad()
    assert net.scale.grad is None
    assert net.requires_grad_(False) is net
    assert not any(p.requires_grad for p in net.parameters())
    assert not net(backlight.ones(1, 2)).requires_grad


def test_forward_hooks_see_and_replace_arguments_and_results():
    net, seen = nn.Identity(), []
    handles = [
        net.register_forward_pre_hook(lambda module, args: seen.append(("pre", args)) or (args[0] + 1,)),
        net.register_forward_hook(lambda module, args, out: seen.append(("post", args, out)) or out * 10),
    ]
    assert net(1) == 20
    assert seen == [("pre", (1,)), ("post", (2,), 2)]
    for handle in handles:
        handle.remove()
    assert net(1) == 1


def test_forward_hooks_with_keywords_first_and_in_any_case():
    class Failing(nn.Module):
        def forward(self, x, *, fail=False):
            if fail:
                raise ValueError("no")
            return x

    net, seen = Failing(), []
    net.register_forward_pre_hook(lambda module, args, kwargs: (args, {**kwargs, "fail": False}), with_kwargs=True)
    net.register_forward_hook(lambda module, args, out: seen.append("second"))
    net.register_forward_hook(lambda module, args, kwargs, out: seen.append(kwargs), with_kwargs=True, prepend=True)
    net(1, fail=True)
    assert seen == [{"fail": False}, "second"]

    net, seen = Failing(), []
    net.register_forward_hook(lambda module, args, out: seen.append(out), always_call=True)
    with pytest.raises(ValueError, match="no"):
        net(1, fail=True)
    assert seen == [None]


def test_backward_hooks_see_and_replace_gradients():
    net, seen = nn.Linear(2, 1, bias=False), []
    with backlight.no_grad():
        net.weight.copy_(backlight.tensor([[3.0, 4.0]]))
    net.register_full_backward_pre_hook(lambda module, out: (out[0] * 10,))
    net.register_full_backward_hook(
        lambda module, inputs, outputs: seen.append((inputs[0].tolist(), outputs[0].tolist())) or (inputs[0] + 1,)
    )
    x = backlight.ones(1, 2, requires_grad=True)
    net(x).sum().backward()

    assert seen == [([[30, 40]], [[10]])]
    assert x.grad.tolist() == [[31, 41]]
    assert net.weight.grad.tolist() == [[10, 10]]


def test_a_backward_hook_is_called_when_no_input_needs_a_gradient():
    net, seen = nn.Linear(2, 1), []
    net.register_full_backward_hook(lambda module, inputs, outputs: seen.append((inputs, outputs[0].item())))
    net(backlight.ones(1, 2)).sum().backward()

    assert seen == [((None,), 1)]


def test_modules_without_a_graph_go_away_at_once():
    net = Net()
    kept = weakref.ref(net)
    gc.disable()
    try:
        del net
        assert kept() is None
    finally:
        gc.enable()


def test_the_text_of_a_module_of_ones_own():
    class Named(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.Sequential(nn.Linear(2, 1))

        def extra_repr(self):
            return "a=1"

    assert repr(Named()) == (
        "Named(\n  a=1\n  (inner): Sequential(\n    (0): Linear(in_features=2, out_features=1, bias=True)\n  )\n)"
    )


@pytest.mark.parametrize("activation", [backlight.relu, backlight.tanh, backlight.nn.functional.gelu])
def test_a_module_that_holds_a_function_of_torch_can_be_pickled(activation):
    layer = nn.TransformerEncoderLayer(4, 2, 8, activation=activation)

    assert pickle.loads(pickle.dumps(layer)).activation is activation
