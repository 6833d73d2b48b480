"""Functions with a gradient of the user's own."""


def _cube(torch, save="input"):
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x * x * x
            ctx.save_for_backward(x if save == "input" else y)
            return y

        @staticmethod
        def backward(ctx, g):
            (kept,) = ctx.saved_tensors
            return g * 3 * kept**2 if save == "input" else g * 3 * kept.abs() ** (2 / 3)

    return Cube


def a_function_with_a_saved_input(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = _cube(torch).apply(x)
    yield y
    y.sum().backward()
    yield x.grad


def a_function_with_a_saved_output(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = _cube(torch, "output").apply(x)
    yield y
    y.backward()
    yield x.grad


def names(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = _cube(torch).apply(x)
    yield y.grad_fn.name(), type(y.grad_fn).__name__, isinstance(y.grad_fn, torch.autograd.graph.Node)
    yield [n.name() for n, _ in y.grad_fn.next_functions]


def of_a_result(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = _cube(torch).apply(x * 2) * 5
    y.backward()
    yield x.grad


def of_a_constant(torch):
    yield _cube(torch).apply(torch.tensor([2.0]))


def without_recording(torch):
    x = torch.tensor([2.0], requires_grad=True)
    with torch.no_grad():
        yield _cube(torch).apply(x)


def second_order(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = _cube(torch).apply(x)
    for _ in range(3):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        yield y.tolist()


def second_order_through_a_saved_output(torch):
    x = torch.tensor([2.0], dtype=torch.float64, requires_grad=True)

    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, g):
            return g * ctx.saved_tensors[0]

    y = Exp.apply(x)
    for _ in range(4):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        yield y.tolist()


def attributes_of_the_context(torch):
    class Scale(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, factor):
            ctx.factor = factor
            ctx.notes = {"a": 1}
            return x * factor

        @staticmethod
        def backward(ctx, g):
            return g * ctx.factor * ctx.notes["a"], None

    x = torch.tensor([2.0], requires_grad=True)
    y = Scale.apply(x, 5)
    y.backward()
    yield x.grad, y.grad_fn.factor


def needs_input_grad(torch):
    seen = []

    class Product(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y, z):
            seen.append(ctx.needs_input_grad)
            ctx.save_for_backward(x, y)
            return x * y

        @staticmethod
        def backward(ctx, g):
            seen.append(ctx.needs_input_grad)
            x, y = ctx.saved_tensors
            return g * y if ctx.needs_input_grad[0] else None, g * x if ctx.needs_input_grad[1] else None, None

    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0])
    Product.apply(x, y, "text").backward()
    yield seen, x.grad, y.grad


def grad_mode_inside(torch):
    seen = []

    class Look(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            seen.append((torch.is_grad_enabled(), x.requires_grad, (x * 2).requires_grad))
            return x * 2

        @staticmethod
        def backward(ctx, g):
            seen.append((torch.is_grad_enabled(), g.requires_grad))
            return g * 2

    x = torch.tensor([2.0], requires_grad=True)
    Look.apply(x).backward()
    torch.autograd.grad(Look.apply(x), x, create_graph=True)
    yield seen


def several_outputs(torch):
    class Both(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.save_for_backward(x, y)
            return x + y, x * y

        @staticmethod
        def backward(ctx, ga, gb):
            x, y = ctx.saved_tensors
            return ga + gb * y, ga + gb * x

    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    a, b = Both.apply(x, y)
    yield a, b, a.output_nr, b.output_nr, a.grad_fn is b.grad_fn
    (a * 10 + b).backward(retain_graph=True)
    yield x.grad, y.grad
    b.backward()
    yield x.grad, y.grad
    ga, gb = torch.autograd.grad(Both.apply(x, y)[1], [x, y], create_graph=True)
    yield torch.autograd.grad(ga, y), gb.tolist()


def unused_outputs_get_zeros(torch):
    seen = []

    class Both(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2, x * 3

        @staticmethod
        def backward(ctx, a, b):
            seen.append((a.tolist(), b.tolist()))
            return a * 2 + b * 3

    x = torch.tensor([2.0], requires_grad=True)
    Both.apply(x)[1].backward()
    yield seen, x.grad


def unused_outputs_get_none(torch):
    seen = []

    class Both(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return x * 2, x * 3

        @staticmethod
        def backward(ctx, a, b):
            seen.append((a is None, b is None))
            return b * 3

    x = torch.tensor([2.0], requires_grad=True)
    Both.apply(x)[1].backward()
    yield seen, x.grad


def outputs_that_have_no_gradient(torch):
    class Sort(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            index = torch.tensor([1, 0])
            big = x > 1
            ctx.mark_non_differentiable(index)
            ctx.index = index
            return x[index], index, big

        @staticmethod
        def backward(ctx, g, unused, unused_too):
            return g[ctx.index]

    x = torch.tensor([2.0, 1.0], requires_grad=True)
    y, index, big = Sort.apply(x)
    yield y, index, big
    (y * torch.tensor([1.0, 10.0])).sum().backward()
    yield x.grad


def a_float_output_marked_as_having_no_gradient(torch):
    class Both(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            a, b = x * 2, x * 3
            ctx.mark_non_differentiable(b)
            return a, b

        @staticmethod
        def backward(ctx, a, b):
            return a * 2

    x = torch.tensor([2.0], requires_grad=True)
    a, b = Both.apply(x)
    yield a, b
    (a * b).backward()
    yield x.grad


def outputs_that_are_no_tensors(torch):
    class Mixed(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2, "text", None, 5

        @staticmethod
        def backward(ctx, g, *others):
            return g * 2 if all(o is None for o in others) else None

    x = torch.tensor([2.0], requires_grad=True)
    y, text, none, five = Mixed.apply(x)
    yield y, text, none, five
    y.backward()
    yield x.grad


def a_tuple_of_one(torch):
    class One(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return (x * 2,)

        @staticmethod
        def backward(ctx, g):
            return (g * 2,)

    x = torch.tensor([2.0], requires_grad=True)
    out = One.apply(x)
    yield out
    out[0].backward()
    yield x.grad


def gradients_of_none(torch):
    class Cut(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            return x * y

        @staticmethod
        def backward(ctx, g):
            return None, g

    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    Cut.apply(x * 1, y).backward()
    yield x.grad, y.grad
    yield torch.autograd.grad(Cut.apply(x, y), [x, y], allow_unused=True)


def a_function_behind_a_gradient_of_none_gets_zeros(torch):
    seen = []

    class Cut(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return None

    class Look(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            seen.append(g.tolist())
            return g * 2

    x = torch.tensor([2.0], requires_grad=True)
    Cut.apply(Look.apply(x) * 3).backward()
    yield seen, x.grad


def more_gradients_of_none_than_arguments(torch):
    class Scale(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2, None, None

    x = torch.tensor([2.0], requires_grad=True)
    Scale.apply(x).backward()
    yield x.grad


def setup_context_style(torch):
    class Scale(torch.autograd.Function):
        @staticmethod
        def forward(x, factor=2.0):
            return x * factor, x + 1

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, ctx.factor = inputs
            ctx.save_for_backward(x, output[1])

        @staticmethod
        def backward(ctx, g, h):
            x, y = ctx.saved_tensors
            return g * ctx.factor + h * (y - x), None

    x = torch.tensor([2.0], requires_grad=True)
    y, z = Scale.apply(x, 5.0)
    yield y, z
    (y + z).backward()
    yield x.grad
    y, _ = Scale.apply(x)
    yield y.tolist()


def vjp_is_another_name_for_backward(torch):
    class Scale(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def vjp(ctx, g):
            return g * 2

    x = torch.tensor([2.0], requires_grad=True)
    Scale.apply(x).backward()
    yield x.grad


def saving_none_and_results_on_the_way(torch):
    class Function(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            half = x / 2
            ctx.save_for_backward(x, None, half)
            return half * x

        @staticmethod
        def backward(ctx, g):
            x, none, half = ctx.saved_tensors
            return g * (x / 2 + half) if none is None else None

    x = torch.tensor([2.0], requires_grad=True)
    Function.apply(x).backward()
    yield x.grad


def saved_inputs_are_the_inputs(torch):
    seen = []

    class Look(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, c):
            ctx.save_for_backward(x, c)
            return x * c

        @staticmethod
        def backward(ctx, g):
            x, c = ctx.saved_tensors
            seen.append((x.requires_grad, x.is_leaf, c.requires_grad, x.shape == g.shape))
            return g * c, None

    x = torch.tensor([2.0], requires_grad=True)
    c = torch.tensor([3.0])
    Look.apply(x, c).backward()
    Look.apply(x * 1, c).backward()
    yield seen, x.grad


def saved_tensors_may_be_read_again(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = _cube(torch).apply(x)
    yield y.grad_fn.saved_tensors
    y.backward(retain_graph=True)
    yield y.grad_fn.saved_tensors
    y.backward()
    yield x.grad


def tensors_inside_lists_are_not_followed(torch):
    class Total(torch.autograd.Function):
        @staticmethod
        def forward(ctx, xs, y):
            return xs[0] + xs[1] + y

        @staticmethod
        def backward(ctx, g):
            return None, g

    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    out = Total.apply([x, x], y)
    out.backward()
    yield out, x.grad, y.grad


def an_input_given_twice(torch):
    class Product(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.save_for_backward(x, y)
            return x * y

        @staticmethod
        def backward(ctx, g):
            x, y = ctx.saved_tensors
            return g * y, g * x * 10

    x = torch.tensor([2.0], requires_grad=True)
    Product.apply(x, x).backward()
    yield x.grad


def a_gradient_that_broadcasts_is_summed(torch):
    class Add(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, b):
            return x + b

        @staticmethod
        def backward(ctx, g):
            return g, g

    x = torch.ones(2, 3, requires_grad=True)
    b = torch.ones(3, requires_grad=True)
    Add.apply(x, b).sum().backward()
    yield x.grad, b.grad


def a_gradient_in_another_type(torch):
    class Scale(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g.double() * 2

    x = torch.tensor([2.0], requires_grad=True)
    Scale.apply(x).backward()
    yield x.grad


def a_backward_inside_a_backward(torch):
    class Checkpoint(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.exp().sin()

        @staticmethod
        def backward(ctx, g):
            x = ctx.saved_tensors[0].detach().requires_grad_()
            with torch.enable_grad():
                y = x.exp().sin()
            y.backward(g)
            return x.grad

    x = torch.tensor([0.5], requires_grad=True)
    Checkpoint.apply(x * 2).backward()
    yield x.grad, torch.is_grad_enabled()


def a_function_calls_another(torch):
    Cube = _cube(torch)

    class Outer(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return Cube.apply(x) + 1

        @staticmethod
        def backward(ctx, g):
            return g * 3 * ctx.saved_tensors[0] ** 2

    x = torch.tensor([2.0], requires_grad=True)
    Outer.apply(x).backward()
    yield x.grad


def inheritance(torch):
    class Half(_cube(torch)):
        @staticmethod
        def backward(ctx, g):
            return g * 0.5

    x = torch.tensor([2.0], requires_grad=True)
    y = Half.apply(x)
    y.backward()
    yield y.grad_fn.name(), x.grad


def hooks_on_a_function(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = _cube(torch).apply(x)
    seen = []
    y.register_hook(lambda g: seen.append(("tensor", g.item())))
    y.grad_fn.register_prehook(lambda out: seen.append(("before", out[0].item())))
    y.grad_fn.register_hook(lambda into, out: seen.append(("after", into[0].item(), out[0].item())))
    y.backward()
    yield seen


def a_straight_through_estimator(torch):
    class Round(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.round()

        @staticmethod
        def backward(ctx, g):
            return g

    x = torch.tensor([0.3, 1.7], requires_grad=True)
    y = Round.apply(x)
    (y * y).sum().backward()
    yield y, x.grad


def gradient_reversal(torch):
    class Reverse(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, alpha):
            ctx.alpha = alpha
            return x.view_as(x)

        @staticmethod
        def backward(ctx, g):
            return g.neg() * ctx.alpha, None

    x = torch.tensor([0.3, 1.7], requires_grad=True)
    y = Reverse.apply(x, 0.5)
    (y * y).sum().backward()
    yield y, x.grad
