"""Functions of the user's own that write into an input, or hand one back."""

from tests.autograd.programs import error


def _doubled(torch, mark=True, save=False):
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            x.mul_(2)
            if mark:
                ctx.mark_dirty(x)
            if save:
                ctx.save_for_backward(x)
            return x

        @staticmethod
        def backward(ctx, g):
            if save:
                return g * 2 * ctx.saved_tensors[0] / ctx.saved_tensors[0]
            return g * 2

    return Double


def a_dirty_input_is_the_result(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    z = _doubled(torch).apply(y)
    yield z is y, y, y.grad_fn.name()
    (y * y).backward()
    yield x.grad


def a_dirty_input_may_be_saved(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = _doubled(torch, save=True).apply(x * 3)
    yield y
    y.backward()
    yield x.grad


def a_dirty_leaf_is_refused(torch):
    x = torch.tensor([2.0], requires_grad=True)
    yield error(_doubled(torch).apply, x)


def a_dirty_constant(torch):
    c = torch.tensor([2.0])
    out = _doubled(torch).apply(c)
    yield out is c, c


def a_dirty_constant_becomes_a_result(torch):
    class AddTo(torch.autograd.Function):
        @staticmethod
        def forward(ctx, total, x):
            total.add_(x)
            ctx.mark_dirty(total)
            return total

        @staticmethod
        def backward(ctx, g):
            return g, g

    x = torch.tensor([2.0], requires_grad=True)
    total = torch.tensor([10.0])
    AddTo.apply(total, x)
    AddTo.apply(total, x * x)
    yield total
    total.backward()
    yield x.grad


def a_dirty_input_that_is_not_returned(torch):
    class Lost(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            x.mul_(2)
            ctx.mark_dirty(x)
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            return g

    x = torch.tensor([2.0], requires_grad=True)
    yield error(Lost.apply, x * 1)


def writing_to_a_dirty_value_that_was_saved_before(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    z = y * y
    _doubled(torch).apply(y)
    yield error(z.backward)


def a_dirty_view(torch):
    x = torch.arange(4.0).requires_grad_()
    y = x * 3
    v = y[:2]
    _doubled(torch).apply(v)
    yield y.tolist(), y.requires_grad
    y.sum().backward()
    yield x.grad


def an_input_handed_back(torch):
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, g):
            return g * 10

    x = torch.tensor([2.0], requires_grad=True)
    y = Same.apply(x)
    yield y is x, y.tolist(), y.requires_grad, y.is_leaf, x.is_leaf
    (y * y).backward()
    yield x.grad
    c = torch.tensor([2.0])
    yield Same.apply(c).requires_grad


def an_input_handed_back_without_recording(torch):
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, g):
            return g

    x = torch.tensor([2.0], requires_grad=True)
    with torch.no_grad():
        y = Same.apply(x)
    yield y.requires_grad, x.requires_grad


def two_inputs_handed_back(torch):
    class Swap(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            return y, x

        @staticmethod
        def backward(ctx, a, b):
            return b, a

    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    a, b = Swap.apply(x, y)
    (a * 10 + b).backward()
    yield a.tolist(), b.tolist(), x.grad, y.grad


def an_input_handed_back_as_having_no_gradient(torch):
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_non_differentiable(x)
            return x, x * 2

        @staticmethod
        def backward(ctx, a, b):
            return b * 2

    x = torch.tensor([2.0], requires_grad=True)
    a, b = Same.apply(x)
    yield a.requires_grad, b.requires_grad, x.requires_grad
    (a * b).backward()
    yield x.grad


def a_view_of_an_input_is_not_written(torch):
    class First(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x[:1]

        @staticmethod
        def backward(ctx, g):
            return torch.cat([g, g * 0])

    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = First.apply(x)
    yield y.tolist(), y.requires_grad
    (y * y).backward()
    yield x.grad
    yield error(First.apply(x * 1).mul_, 2)


def a_result_may_be_written(torch):
    class Scale(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = torch.tensor([2.0], requires_grad=True)
    y = Scale.apply(x)
    y.mul_(5)
    y.backward()
    yield y, x.grad


def one_of_several_results_is_written(torch):
    class Both(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2, x * 3

        @staticmethod
        def backward(ctx, a, b):
            return a * 2 + b * 3

    x = torch.tensor([2.0], requires_grad=True)
    a, b = Both.apply(x)
    a.mul_(b)
    a.backward()
    yield a, x.grad
