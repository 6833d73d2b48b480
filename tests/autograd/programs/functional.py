"""Derivatives of whole functions: `torch.autograd.functional`."""

from tests.autograd.programs import error


def jacobian_of_a_vector(torch):
    x = torch.tensor([1.0, 2.0])
    yield torch.autograd.functional.jacobian(lambda x: x * x, x)
    yield torch.autograd.functional.jacobian(lambda x: x.sum(), x)
    yield torch.autograd.functional.jacobian(lambda x: torch.stack([x[0] * x[1], x[0], x[1] ** 3]), x)


def jacobian_of_a_matrix(torch):
    x = torch.arange(4.0).reshape(2, 2)
    yield torch.autograd.functional.jacobian(lambda x: x.exp().sum(1), x)
    yield torch.autograd.functional.jacobian(lambda x: x.t() * 2, x)


def jacobian_of_a_number(torch):
    yield torch.autograd.functional.jacobian(lambda x: x**3, torch.tensor(2.0))
    yield torch.autograd.functional.jacobian(lambda x: x * torch.ones(2), torch.tensor(2.0))


def jacobian_of_several_inputs(torch):
    x, y = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])
    yield torch.autograd.functional.jacobian(lambda x, y: x * y.sum(), (x, y))
    yield torch.autograd.functional.jacobian(lambda x: x * 2, (x,))


def jacobian_of_several_outputs(torch):
    x, y = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])
    yield torch.autograd.functional.jacobian(lambda x: (x * 2, x.sum()), x)
    yield torch.autograd.functional.jacobian(lambda x, y: (x * y, y.sum()), (x, y))


def jacobian_of_a_constant_function(torch):
    x = torch.tensor([1.0, 2.0])
    yield torch.autograd.functional.jacobian(lambda x: torch.ones(2), x)
    yield error(torch.autograd.functional.jacobian, lambda x: torch.ones(2), x, strict=True)
    yield error(torch.autograd.functional.jacobian, lambda x, y: x * 2, (x, x), strict=True)
    yield torch.autograd.functional.jacobian(lambda x, y: x * 2, (x, x))


def jacobian_is_detached(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    yield torch.autograd.functional.jacobian(lambda x: x * x, x)
    found = torch.autograd.functional.jacobian(lambda x: x * x, x, create_graph=True)
    yield found.tolist(), found.requires_grad
    found.sum().backward()
    yield x.grad


def jacobian_leaves_grads_alone(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    torch.autograd.functional.jacobian(lambda x: x * w, x)
    yield x.grad, w.grad


def jacobian_of_what_is_no_tensor(torch):
    yield error(torch.autograd.functional.jacobian, lambda x: x, 2.0)
    yield error(torch.autograd.functional.jacobian, lambda x: x, [2.0])
    yield error(torch.autograd.functional.jacobian, lambda x: 2.0, torch.ones(1))
    yield error(torch.autograd.functional.jacobian, lambda x: (x, 2.0), torch.ones(1))
    yield error(torch.autograd.functional.jacobian, lambda x: [x], torch.ones(1))


def jacobian_vectorized(torch):
    x = torch.tensor([1.0, 2.0])
    yield torch.autograd.functional.jacobian(lambda x: x * x, x, vectorize=True)
    yield error(torch.autograd.functional.jacobian, lambda x: x, x, strategy="other")


def jacobian_in_no_grad_mode(torch):
    x = torch.tensor([1.0, 2.0])
    with torch.no_grad():
        yield torch.autograd.functional.jacobian(lambda x: x * x, x)
    yield torch.is_grad_enabled()


def hessian_of_a_vector(torch):
    x = torch.tensor([1.0, 2.0, 3.0])
    yield torch.autograd.functional.hessian(lambda x: (x**3).sum() * x[0], x)


def hessian_of_a_linear_function(torch):
    x = torch.tensor([1.0, 2.0])
    yield torch.autograd.functional.hessian(lambda x: x.sum(), x)
    yield error(torch.autograd.functional.hessian, lambda x: x.sum(), x, strict=True)
    yield torch.autograd.functional.hessian(lambda x: torch.tensor(1.0), x)


def hessian_of_a_matrix(torch):
    x = torch.arange(4.0).reshape(2, 2)
    yield torch.autograd.functional.hessian(lambda x: (x @ x).sum(), x)


def hessian_of_several_inputs(torch):
    x, y = torch.tensor([1.0, 2.0]), torch.tensor(3.0)
    yield torch.autograd.functional.hessian(lambda x, y: (x**2).sum() * y**2, (x, y))
    yield torch.autograd.functional.hessian(lambda x: (x**2).sum(), (x,))


def hessian_wants_one_element(torch):
    x = torch.tensor([1.0, 2.0])
    yield error(torch.autograd.functional.hessian, lambda x: x * x, x)
    yield error(torch.autograd.functional.hessian, lambda x: (x.sum(), x.sum()), x)
    yield torch.autograd.functional.hessian(lambda x: (x * x).sum().reshape(1, 1), x)


def hessian_with_graph(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    found = torch.autograd.functional.hessian(lambda x: (x**3).sum(), x, create_graph=True)
    yield found.tolist(), found.requires_grad
    found.sum().backward()
    yield x.grad


def vector_times_jacobian(torch):
    x, v = torch.tensor([1.0, 2.0]), torch.tensor([10.0, 1.0])
    yield torch.autograd.functional.vjp(lambda x: x * x, x, v)
    yield torch.autograd.functional.vjp(lambda x: x.sum(), x)
    yield torch.autograd.functional.vjp(lambda x: x.sum(), x, torch.tensor(5.0))
    yield torch.autograd.functional.vjp(lambda x: (x * 2, x.sum()), x, (v, torch.tensor(1.0)))
    yield torch.autograd.functional.vjp(lambda x, y: x * y, (x, v), v)
    yield torch.autograd.functional.vjp(lambda x, y: x * 2, (x, v), v)


def jacobian_times_vector(torch):
    x, v = torch.tensor([1.0, 2.0]), torch.tensor([10.0, 1.0])
    yield torch.autograd.functional.jvp(lambda x: x * x, x, v)
    yield torch.autograd.functional.jvp(lambda x: x**2, torch.tensor(3.0))
    yield torch.autograd.functional.jvp(lambda x: (x * 2, x.sum()), x, v)
    yield torch.autograd.functional.jvp(lambda x, y: x * y, (x, v), (v, x))
    yield torch.autograd.functional.jvp(lambda x: torch.ones(2), x, v)


def vector_times_hessian(torch):
    x, v = torch.tensor([1.0, 2.0]), torch.tensor([10.0, 1.0])
    yield torch.autograd.functional.vhp(lambda x: (x**3).sum() * x[0], x, v)
    yield torch.autograd.functional.vhp(lambda x, y: (x * y).sum() ** 2, (x, v), (v, x))
    yield torch.autograd.functional.vhp(lambda x: x.sum(), x, v)
    yield torch.autograd.functional.vhp(lambda x: x**3, torch.tensor(2.0))


def hessian_times_vector(torch):
    x, v = torch.tensor([1.0, 2.0]), torch.tensor([10.0, 1.0])
    yield torch.autograd.functional.hvp(lambda x: (x**3).sum() * x[0], x, v)
    yield torch.autograd.functional.hvp(lambda x, y: (x * y).sum() ** 2, (x, v), (v, x))
    yield torch.autograd.functional.hvp(lambda x: x.sum(), x, v)


def products_with_graph(torch):
    v = torch.tensor([10.0, 1.0])
    for name in ("vjp", "jvp", "vhp", "hvp"):
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        function = (lambda x: x**3) if name in ("vjp", "jvp") else (lambda x: (x**3).sum())
        value, product = getattr(torch.autograd.functional, name)(function, x, v, create_graph=True)
        yield value.requires_grad, product.tolist(), product.requires_grad
        product.sum().backward()
        yield x.grad


def products_are_detached(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    v = torch.tensor([10.0, 1.0], requires_grad=True)
    for name in ("vjp", "jvp", "vhp", "hvp"):
        function = (lambda x: x**3) if name in ("vjp", "jvp") else (lambda x: (x**3).sum())
        yield getattr(torch.autograd.functional, name)(function, x, v)
    yield x.grad, v.grad


def vectors_that_do_not_fit(torch):
    x = torch.tensor([1.0, 2.0])
    F = torch.autograd.functional
    yield error(F.vjp, lambda x: x * x, x)
    yield error(F.vjp, lambda x: x * x, x, torch.ones(3))
    yield error(F.vjp, lambda x: x * x, x, (x, x))
    yield error(F.vjp, lambda x: (x, x), x, x)
    yield error(F.jvp, lambda x: x * x, x)
    yield error(F.jvp, lambda x: x * x, x, torch.ones(3))
    yield error(F.jvp, lambda x: x * x, x, 1.0)
    yield error(F.vhp, lambda x: x.sum(), x)
    yield error(F.vhp, lambda x: x * x, x, x)
    yield error(F.hvp, lambda x: x.sum(), x)
    yield error(F.hvp, lambda x: x * x, x, x)
    yield error(F.hvp, lambda x: x.sum(), x, torch.ones(2, 1))


def strict_products(torch):
    x, v = torch.tensor([1.0, 2.0]), torch.tensor([10.0, 1.0])
    F = torch.autograd.functional
    yield error(F.vjp, lambda x: torch.ones(2), x, v, strict=True)
    yield error(F.jvp, lambda x: torch.ones(2), x, v, strict=True)
    yield error(F.vhp, lambda x: x.sum(), x, v, strict=True)
    yield error(F.hvp, lambda x: x.sum(), x, v, strict=True)
    yield error(F.vjp, lambda x, y: x * 2, (x, x), v, strict=True)
    yield F.vjp(lambda x: x * 2, x, v, strict=True)
    yield error(F.vjp, lambda x: x * 2, x, v, strict=True, create_graph=True)
    yield error(F.vhp, lambda x: (x**2).sum(), x, v, strict=True)
