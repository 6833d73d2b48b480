"""Gradients of gradients, of any order."""


def powers(torch):
    x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    y = x**5
    for _ in range(5):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        yield y.item()


def sine(torch):
    x = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    y = x.sin()
    for _ in range(8):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        yield y.item()


def exponential_of_a_square(torch):
    x = torch.tensor([0.3, -0.2], dtype=torch.float64, requires_grad=True)
    (g,) = torch.autograd.grad((-(x * x)).exp().sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    (k,) = torch.autograd.grad((h * h).sum(), x)
    yield g.tolist(), h.tolist(), k


def hessian_row_by_row(torch):
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x[0] * x[1] ** 2 + x[2].exp() * x[0]
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    yield [torch.autograd.grad(part, x, retain_graph=True)[0] for part in g]


def gradient_penalty(torch):
    w = torch.tensor([[0.5, -0.3], [0.2, 0.8]], requires_grad=True)
    x = torch.tensor([[1.0, 2.0], [3.0, -1.0]], requires_grad=True)
    out = (x @ w).tanh().sum()
    (g,) = torch.autograd.grad(out, x, create_graph=True)
    (((g * g).sum(1) ** 0.5 - 1) ** 2).mean().backward()
    yield w.grad, x.grad


def backward_with_create_graph(torch):
    x = torch.tensor(3.0, requires_grad=True)
    (x**3).backward(create_graph=True)
    first = x.grad
    yield first.item(), first.requires_grad
    x.grad = None
    first.backward()
    yield x.grad


def backward_with_create_graph_adds_to_what_is_there(torch):
    x = torch.tensor(3.0, requires_grad=True)
    (x * 2).backward()
    (x**3).backward(create_graph=True)
    yield x.grad.item(), x.grad.requires_grad, x.grad.grad_fn.name()


def plain_backward_adds_to_a_grad_with_graph(torch):
    x = torch.tensor(3.0, requires_grad=True)
    (x**3).backward(create_graph=True)
    before = x.grad
    (x * 2).backward()
    yield x.grad.item(), x.grad is before, x.grad.requires_grad


def gradient_that_does_not_depend_on_the_leaf(torch):
    x = torch.tensor([2.0], requires_grad=True)
    w = torch.tensor([3.0], requires_grad=True)
    (g,) = torch.autograd.grad(x * 2, x, create_graph=True)
    yield g
    (g,) = torch.autograd.grad(x * w, x, create_graph=True)
    yield g.requires_grad
    yield torch.autograd.grad(g, w)
    (g,) = torch.autograd.grad(x + w, x, create_graph=True)
    yield g


def through_sums_views_and_parts(torch):
    x = torch.arange(6.0).requires_grad_()
    y = ((x.view(2, 3).t()[1] ** 3).sum() * x.mean()).sum()
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (h,) = torch.autograd.grad((g * g).sum(), x)
    yield g.tolist(), h


def through_concatenation_and_choice(torch):
    x = torch.tensor([0.5, -1.5], requires_grad=True)
    y = torch.cat([x * x, torch.where(x > 0, x**3, x.exp())])
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    yield g.tolist()
    yield torch.autograd.grad(g.sum(), x)


def through_broadcasting(torch):
    x = torch.tensor([[1.0], [2.0]], requires_grad=True)
    y = torch.tensor([3.0, 4.0, 5.0], requires_grad=True)
    z = (x * y) ** 2
    gx, gy = torch.autograd.grad(z.sum(), [x, y], create_graph=True)
    yield gx.tolist(), gy.tolist()
    yield torch.autograd.grad((gx.sum() * gy.sum()), [x, y])


def through_matrix_products(torch):
    a = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    b = torch.tensor([[0.5, -1.0], [2.0, 0.25]], requires_grad=True)
    (g,) = torch.autograd.grad(((a @ b) ** 2).sum(), a, create_graph=True)
    yield g.tolist()
    yield torch.autograd.grad((g**2).sum(), [a, b])


def through_division_and_roots(torch):
    x = torch.tensor([2.0, 3.0], dtype=torch.float64, requires_grad=True)
    y = (1 / x + x.sqrt() + x.log() / x).sum()
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    yield g.tolist(), h.tolist()
    yield torch.autograd.grad(h.sum(), x)


def through_an_in_place_operation(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * x
    y.mul_(x)
    y[0] = y[1] * 2
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    yield g.tolist()
    yield torch.autograd.grad(g.sum(), x)


def mixed_partial_derivatives(torch):
    x = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
    y = torch.tensor(-0.4, dtype=torch.float64, requires_grad=True)
    z = (x * y).sin() * x
    gx, gy = torch.autograd.grad(z, [x, y], create_graph=True)
    yield gx.item(), gy.item()
    yield torch.autograd.grad(gx, y, retain_graph=True), torch.autograd.grad(gy, x)


def newton_steps(torch):
    x = torch.tensor(3.0, dtype=torch.float64)
    for _ in range(6):
        x = x.detach().requires_grad_()
        y = x**4 - 3 * x**2 + 2 * x
        (g,) = torch.autograd.grad(y, x, create_graph=True)
        (h,) = torch.autograd.grad(g, x)
        x = x - g / h
        yield x.item()


def an_inner_step_is_differentiated(torch):
    w = torch.tensor([1.0, -0.5], requires_grad=True)
    rate = torch.tensor(0.1, requires_grad=True)
    inner = ((w - 2) ** 2).sum()
    (g,) = torch.autograd.grad(inner, w, create_graph=True)
    adapted = w - rate * g
    (adapted**3).sum().backward()
    yield w.grad, rate.grad


def complex_second_order(torch):
    z = torch.tensor(1 + 2j, dtype=torch.complex128, requires_grad=True)
    y = (z * z * z.conj()).real
    (g,) = torch.autograd.grad(y, z, create_graph=True)
    yield g.real.item(), g.imag.item()
    (h,) = torch.autograd.grad((g * g.conj()).real, z)
    yield h


def a_zero_power_has_a_gradient_of_zero(torch):
    x = torch.tensor(0.0, requires_grad=True)
    (g,) = torch.autograd.grad(x**2, x, create_graph=True)
    yield g.item()
    (h,) = torch.autograd.grad(g, x, create_graph=True)
    yield h.item()
