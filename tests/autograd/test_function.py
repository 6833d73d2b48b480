"""Functions with a gradient of the user's own: what ctx keeps, and what is said when something is wrong."""

from __future__ import annotations

from weakref import ref

import pytest

import backlight
from backlight.autograd import Function
from backlight.autograd.function import once_differentiable


def leaf(*numbers):
    return backlight.tensor(list(numbers), requires_grad=True)


def function(forward=lambda ctx, x: x * 2, backward=lambda ctx, g: g * 2):
    return type("Mine", (Function,), {"forward": staticmethod(forward), "backward": staticmethod(backward)})


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x**2


def test_a_function_takes_part_in_gradients_of_gradients():
    x = leaf(2.0)
    y = Cube.apply(x)
    found = []
    for _ in range(3):
        (y,) = backlight.autograd.grad(y, x, create_graph=True)
        found.append(y.item())

    assert found == [12.0, 12.0, 6.0]


def test_gradients_pass_gradgradcheck():
    x = backlight.tensor([0.3, -0.7], dtype=backlight.float64, requires_grad=True)

    assert backlight.autograd.gradcheck(Cube.apply, (x,))
    assert backlight.autograd.gradgradcheck(Cube.apply, (x,))


def test_ctx_takes_names_that_the_engine_uses_for_its_nodes():
    def forward(ctx, x):
        ctx.inputs, ctx.out, ctx.params, ctx.parents, ctx.hooks, ctx.op = [x], "o", (1,), 2, 3, "op"
        ctx.index, ctx.name, ctx.sequence, ctx.place, ctx.several = 1, "name", -1, "place", True
        return x * 2

    def backward(ctx, g):
        assert (ctx.out, ctx.params, ctx.name, ctx.sequence) == ("o", (1,), "name", -1)
        return g * 2

    x = leaf(2.0)
    y = function(forward, backward).apply(x)
    (y * 3).backward()

    assert x.grad.tolist() == [6.0]
    assert y.output_nr == 0
    assert y.grad_fn.name() == "MineBackward"


def test_what_was_written_to_ctx_is_found_at_grad_fn():
    def forward(ctx, x):
        ctx.note = "mine"
        return x * 2

    y = function(forward).apply(leaf(1.0))

    assert y.grad_fn.note == "mine"
    with pytest.raises(AttributeError):
        _ = y.grad_fn.other


def test_saving_an_output_makes_no_cycle():
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y, y)
        return y

    y = function(forward, lambda ctx, g: g * ctx.saved_tensors[0]).apply(leaf(1.0))
    alive = ref(y.grad_fn)
    del y

    assert alive() is None


def test_saved_leaves_are_the_leaves_themselves():
    seen = []

    def forward(ctx, x, c):
        ctx.save_for_backward(x, c)
        return x * c

    def backward(ctx, g):
        seen.extend(ctx.saved_tensors)
        return g, None

    x, c = leaf(2.0), backlight.ones(1)
    function(forward, backward).apply(x, c).backward()

    assert seen[0] is x
    assert seen[1].requires_grad is False


def test_saved_tensors_are_freed_by_the_first_backward():
    y = Cube.apply(leaf(2.0))
    y.backward()

    with pytest.raises(RuntimeError, match="freed the values that CubeBackward needs"):
        y.backward()
    with pytest.raises(RuntimeError, match="freed"):
        _ = y.grad_fn.saved_tensors


def test_a_saved_tensor_that_was_overwritten_is_named_with_the_write():
    x = leaf(2.0)
    y = Cube.apply(x)
    with backlight.no_grad():
        x.mul_(2)

    with pytest.raises(RuntimeError, match=r"CubeBackward saved a float32 tensor of shape \(1,\), and then mul_ wrote"):
        y.backward()


@pytest.mark.parametrize(
    ("forward", "backward", "message"),
    [
        (lambda ctx, x: x * 2, lambda ctx, g: (g, g), r"incorrect number of gradients \(expected 1, got 2\)"),
        (lambda ctx, x: x * 2, lambda ctx, g: (), r"incorrect number of gradients \(expected 1, got 0\)"),
        (lambda ctx, x: x * 2, lambda ctx, g: 2.0, r"expected a Tensor or None as gradient 0, got float"),
        (lambda ctx, x: x * 2, lambda ctx, g: g[:1], r"got shape \[1\] but expected a shape compatible with \[2\]"),
        (lambda ctx, x: x * 2, lambda ctx, g: g * 1j, r"complex64 for an argument of float32"),
    ],
)
def test_a_wrong_gradient_is_told_what_is_wrong(forward, backward, message):
    with pytest.raises(RuntimeError, match=f"unction MineBackward.*{message}"):
        function(forward, backward).apply(leaf(1.0, 2.0)).sum().backward()


def test_a_gradient_for_what_was_no_tensor_is_refused():
    Mine = function(lambda ctx, x, n: x * n, lambda ctx, g: (g, g))

    with pytest.raises(RuntimeError, match="different from None at position 2"):
        Mine.apply(leaf(1.0), 3).backward()


def test_saving_what_is_no_tensor_says_where_it_belongs():
    def forward(ctx, x):
        ctx.save_for_backward(2.0)
        return x

    with pytest.raises(TypeError, match=r"not float; keep other values as attributes: ctx.name = value"):
        function(forward).apply(leaf(1.0))


def test_a_dirty_input_that_is_not_returned_is_refused():
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x * 2

    with pytest.raises(RuntimeError, match="must all be outputs"):
        function(forward).apply(leaf(1.0) * 1)


def test_a_view_that_forward_returns_may_not_be_written():
    y = function(lambda ctx, x: x[:1], lambda ctx, g: g).apply(backlight.ones(1, requires_grad=True))

    with pytest.raises(RuntimeError, match=r"An output of MineBackward\(\) is a view .* made inside a custom Function"):
        y.mul_(2)


def test_once_differentiable_refuses_a_second_derivative():
    Mine = function(backward=once_differentiable(lambda ctx, g: g * 2))
    x = leaf(2.0)
    (g,) = backlight.autograd.grad(Mine.apply(x) ** 2, x, create_graph=True)

    assert g.tolist() == [16.0]
    with pytest.raises(RuntimeError, match="once_differentiable"):
        g.backward()


def test_a_function_is_not_instantiated():
    with pytest.warns(DeprecationWarning, match="its methods are static"):
        one = Cube()
    with pytest.raises(RuntimeError, match=r"Call Cube.apply"):
        one(leaf(1.0))


def test_defaults_and_names_of_arguments_reach_setup_context():
    class Power(Function):
        @staticmethod
        def forward(x, exponent=2):
            return x**exponent

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, ctx.exponent = inputs
            ctx.save_for_backward(x)

        @staticmethod
        def backward(ctx, g):
            return g * ctx.exponent * ctx.saved_tensors[0] ** (ctx.exponent - 1), None

    for call, slope in ((lambda x: Power.apply(x), 6.0), (lambda x: Power.apply(exponent=3, x=x), 27.0)):
        x = leaf(3.0)
        call(x).backward()

        assert x.grad.tolist() == [slope]


def test_implicit_differentiation_with_a_graph_of_its_own_inside_forward():
    """The saved tensors belong to a graph made inside forward, which backward differentiates."""

    class Inner(Function):
        @staticmethod
        def forward(ctx, x):
            with backlight.enable_grad():
                inside = x.detach().requires_grad_()
                y = inside.sin()
            ctx.save_for_backward(inside, y)
            return y.detach()

        @staticmethod
        def backward(ctx, g):
            inside, y = ctx.saved_tensors
            return backlight.autograd.grad(y, inside, g)[0]

    x = leaf(0.0)
    Inner.apply(x * 2).backward()

    assert x.grad.tolist() == [2.0]
