"""What is refused of functions of the user's own, by the class of the error."""

from tests.autograd.programs import error


def _function(torch, forward=lambda ctx, x: x * 2, backward=lambda ctx, g: g * 2):
    return type("F", (torch.autograd.Function,), {"forward": staticmethod(forward), "backward": staticmethod(backward)})


def _leaf(torch):
    return torch.tensor([2.0, 3.0], requires_grad=True)


def too_few_gradients(torch):
    F = _function(torch, lambda ctx, x, y: x * y, lambda ctx, g: g)
    yield error(F.apply(_leaf(torch), _leaf(torch)).sum().backward)


def too_many_gradients(torch):
    F = _function(torch, backward=lambda ctx, g: (g, g))
    yield error(F.apply(_leaf(torch)).sum().backward)


def a_gradient_for_what_is_no_tensor(torch):
    F = _function(torch, lambda ctx, x, n: x * n, lambda ctx, g: (g, g))
    yield error(F.apply(_leaf(torch), 2).sum().backward)


def a_gradient_for_a_constant_is_dropped(torch):
    F = _function(torch, lambda ctx, x, y: x * y, lambda ctx, g: (g, g))
    x, c = _leaf(torch), torch.ones(2)
    F.apply(x, c).sum().backward()
    yield x.grad, c.grad


def a_gradient_that_is_no_tensor(torch):
    F = _function(torch, backward=lambda ctx, g: 2.0)
    yield error(F.apply(_leaf(torch)).sum().backward)
    F = _function(torch, backward=lambda ctx, g: [g])
    yield error(F.apply(_leaf(torch)).sum().backward)


def a_gradient_of_another_shape(torch):
    F = _function(torch, backward=lambda ctx, g: torch.ones(3))
    yield error(F.apply(_leaf(torch)).sum().backward)
    F = _function(torch, backward=lambda ctx, g: g.sum())
    yield error(F.apply(_leaf(torch)).sum().backward)


def a_gradient_of_another_kind_of_number(torch):
    F = _function(torch, backward=lambda ctx, g: torch.ones(2, dtype=torch.int64))
    x = _leaf(torch)
    yield error(F.apply(x).sum().backward)
    F = _function(torch, backward=lambda ctx, g: torch.ones(2, dtype=torch.complex64))
    x = _leaf(torch)
    yield error(F.apply(x).sum().backward)


def no_backward(torch):
    F = type("F", (torch.autograd.Function,), {"forward": staticmethod(lambda ctx, x: x * 2)})
    y = F.apply(_leaf(torch))
    yield y
    yield error(y.sum().backward)


def no_forward(torch):
    F = type("F", (torch.autograd.Function,), {"backward": staticmethod(lambda ctx, g: g)})
    yield error(F.apply, _leaf(torch))


def both_backward_and_vjp(torch):
    F = _function(torch)
    F.vjp = staticmethod(lambda ctx, g: g)
    yield error(F.apply(_leaf(torch)).sum().backward)


def an_instance_is_called(torch):
    F = _function(torch)
    yield error(lambda: F()(_leaf(torch)))


def keyword_arguments(torch):
    F = _function(torch)
    yield error(lambda: F.apply(x=_leaf(torch)))


def an_error_in_forward(torch):
    def forward(ctx, x):
        raise KeyError("mine")

    yield error(_function(torch, forward).apply, _leaf(torch))
    yield torch.is_grad_enabled()


def an_error_in_backward(torch):
    def backward(ctx, g):
        raise KeyError("mine")

    yield error(_function(torch, backward=backward).apply(_leaf(torch)).sum().backward)
    yield torch.is_grad_enabled()


def saving_what_is_no_tensor(torch):
    def forward(ctx, x):
        ctx.save_for_backward(x, 2.0)
        return x * 2

    yield error(_function(torch, forward).apply, _leaf(torch))


def a_result_that_is_no_tensor(torch):
    yield error(_function(torch, lambda ctx, x: 2.0).apply, _leaf(torch))
    yield error(_function(torch, lambda ctx, x: None).apply, _leaf(torch))
    yield error(_function(torch, lambda ctx, x: [x * 2]).apply, _leaf(torch))


def _saving(torch):
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 2 * x

    return _function(torch, forward, backward)


def saved_tensors_after_they_were_freed(torch):
    y = _saving(torch).apply(_leaf(torch)).sum()
    y.backward()
    yield error(y.backward)
    node = y.grad_fn.next_functions[0][0]
    yield error(lambda: node.saved_tensors)


def a_function_that_saved_nothing_runs_twice(torch):
    x = _leaf(torch)
    y = _function(torch).apply(x).sum()
    y.backward()
    y.backward()
    yield x.grad


def a_saved_tensor_that_was_written(torch):
    x = _leaf(torch)
    y = x * 1
    z = _saving(torch).apply(y)
    y.mul_(2)
    yield error(z.sum().backward)
    w = _leaf(torch)
    z = _saving(torch).apply(w)
    with torch.no_grad():
        w.add_(1)
    yield error(z.sum().backward)


def once_differentiable(torch):
    from_module = torch.autograd.function.once_differentiable

    @from_module
    def backward(ctx, g):
        return g * 2

    F = _function(torch, lambda ctx, x: x * 2, backward)
    x = _leaf(torch)
    F.apply(x).sum().backward()
    yield x.grad
    (g,) = torch.autograd.grad((F.apply(x) ** 2).sum(), x, create_graph=True)
    yield g.tolist(), g.requires_grad
    yield error(g.sum().backward)


def once_differentiable_of_a_constant_gradient(torch):
    @torch.autograd.function.once_differentiable
    def backward(ctx, g):
        return g * 2, None

    F = _function(torch, lambda ctx, x, n: x * n, backward)
    x = _leaf(torch)
    (g,) = torch.autograd.grad(F.apply(x, 2).sum(), x, create_graph=True)
    yield g


def backward_of_a_function_in_a_graph_of_its_own(torch):
    x = _leaf(torch)
    y = _saving(torch).apply(x)
    yield error(torch.autograd.grad, y.sum(), torch.ones(2, requires_grad=True))
    yield torch.autograd.grad(_saving(torch).apply(x).sum(), x)
