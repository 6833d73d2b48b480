"""`gradcheck` and `gradgradcheck`."""

from tests.autograd.programs import error


def _wrong(torch):
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 3

    return Wrong.apply


def _double(torch, *numbers, **about):
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True, **about)


def right_gradients_pass(torch):
    x, y = _double(torch, 0.3, -0.8), _double(torch, 1.5, 0.7)
    check = torch.autograd.gradcheck
    yield check(lambda x: (x * x).sum(), (x,))
    yield check(lambda x: x.exp(), x)
    yield check(lambda x: x.exp(), [x])
    yield check(lambda x, y: x * y + y.sin(), (x, y))
    yield check(lambda x, y: (x * y, y.tanh()), (x, y))
    yield check(lambda x, n: x**n, (x, 3))
    yield check(lambda x, c: x * c, (x, y.detach()))
    yield check(lambda x: x.sum(), x, fast_mode=True)


def wrong_gradients_fail(torch):
    x = _double(torch, 0.3, -0.8)
    check = torch.autograd.gradcheck
    yield error(check, _wrong(torch), (x,))
    yield check(_wrong(torch), (x,), raise_exception=False)
    yield check(lambda x: (x * 2, _wrong(torch)(x)), (x,), raise_exception=False)
    yield check(_wrong(torch), (x,), raise_exception=False, fast_mode=True)
    yield check(lambda x: x.detach() * x, (x,), raise_exception=False)


def a_function_without_gradient(torch):
    x = _double(torch, 0.3, -0.8)
    check = torch.autograd.gradcheck
    yield check(lambda x: torch.ones(2, dtype=torch.float64), (x,))
    yield check(lambda x: x.detach() * 2, (x,), raise_exception=False)


def inputs_without_gradient(torch):
    yield error(torch.autograd.gradcheck, lambda x: x * 2, (torch.ones(2, dtype=torch.float64),))
    yield error(torch.autograd.gradcheck, lambda x: x * 2, (2.0,))


def tolerances(torch):
    x = _double(torch, 0.3, -0.8)
    check = torch.autograd.gradcheck
    yield check(_wrong(torch), (x,), atol=2.0, raise_exception=False)
    yield check(_wrong(torch), (x,), rtol=0.6, raise_exception=False)
    yield check(_wrong(torch), (x,), rtol=0.1, raise_exception=False)
    yield check(lambda x: x**3, (x,), eps=1e-4, atol=1e-7)


def single_precision_warns_and_mostly_fails(torch):
    x = torch.tensor([0.3, -0.8], requires_grad=True)
    yield torch.autograd.gradcheck(lambda x: x.exp(), (x,), raise_exception=False)
    yield torch.autograd.gradcheck(lambda x: x.exp(), (x,), eps=1e-2, atol=1e-2)


def complex_inputs_and_outputs(torch):
    z = torch.tensor([0.3 + 0.4j, -1.2 + 0.1j], dtype=torch.complex128, requires_grad=True)
    x = _double(torch, 0.3, -0.8)
    check = torch.autograd.gradcheck
    yield check(lambda z: z * z, (z,))
    yield check(lambda z: (z * z.conj()).real, (z,))
    yield check(lambda z: z.abs(), (z,))
    yield check(lambda x: torch.complex(x, x * 2), (x,))
    yield check(lambda z, x: z * x, (z, x))
    yield check(lambda z: z.exp() + z.conj(), (z,))


def wrong_complex_gradients_fail(torch):
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, z):
            ctx.save_for_backward(z)
            return z * z

        @staticmethod
        def backward(ctx, g):
            return g * 2 * ctx.saved_tensors[0]

    z = torch.tensor([0.3 + 0.4j], dtype=torch.complex128, requires_grad=True)
    yield torch.autograd.gradcheck(Wrong.apply, (z,), raise_exception=False)


def the_inputs_are_left_as_they_are(torch):
    x = _double(torch, 0.3, -0.8)
    torch.autograd.gradcheck(lambda x: x.exp(), (x,))
    yield x.tolist(), x.grad


def second_order(torch):
    x, y = _double(torch, 0.3, -0.8), _double(torch, 1.5, 0.7)
    check = torch.autograd.gradgradcheck
    yield check(lambda x: (x * x * x).sum(), (x,))
    yield check(lambda x, y: (x * y).sin(), (x, y))
    yield check(lambda x: (x.exp(), x**3), x)
    yield check(lambda x: x * x, (x,), _double(torch, 1.0, 2.0))
    yield check(lambda x: x * 2, (x,))


def wrong_second_order_fails(torch):
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            return g * 3 * ctx.saved_tensors[0].detach() ** 2

    x = _double(torch, 0.3, -0.8)
    yield torch.autograd.gradcheck(Wrong.apply, (x,))
    yield torch.autograd.gradgradcheck(Wrong.apply, (x,), raise_exception=False)
    yield error(torch.autograd.gradgradcheck, Wrong.apply, (x,))


def nondeterministic_gradients_fail(torch):
    class Drifting(torch.autograd.Function):
        count = 0

        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            Drifting.count += 1
            return g * (2 + 1e-9 * Drifting.count)

    x = _double(torch, 0.3)
    yield torch.autograd.gradcheck(Drifting.apply, (x,), raise_exception=False)
    yield torch.autograd.gradcheck(Drifting.apply, (x,), nondet_tol=1e-6)


def a_gradient_not_multiplied_by_the_incoming_one(torch):
    class Constant(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.sum()

        @staticmethod
        def backward(ctx, g):
            return torch.ones(2, dtype=torch.float64)

    yield torch.autograd.gradcheck(Constant.apply, (_double(torch, 0.3, -0.8),), raise_exception=False)
