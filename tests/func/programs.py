"""Programs with transforms of functions, written for `torch` and `torch.func`: each returns what to compare."""

from __future__ import annotations

from collections import OrderedDict, namedtuple

Pair = namedtuple("Pair", "left right")


def numbers(t, *shape):
    """Values that are nowhere zero nor equal."""
    size = 1
    for n in shape:
        size *= n
    return (t.arange(float(size)) * 0.37 + 0.2).reshape(shape)


def grad_of_a_product(t, f):
    return f.grad(lambda x, y: (x * y).sum())(numbers(t, 3), numbers(t, 3))


def grad_with_several_argnums(t, f):
    return f.grad(lambda x, y: (x * y.exp()).sum(), argnums=(1, 0))(numbers(t, 3), numbers(t, 3))


def grad_with_negative_argnum(t, f):
    return f.grad(lambda x, y: (x * y**2).sum(), argnums=-1)(numbers(t, 3), numbers(t, 3))


def grad_with_aux(t, f):
    return f.grad(lambda x: ((x**2).sum(), {"twice": x * 2}), has_aux=True)(numbers(t, 3))


def grad_of_a_dictionary(t, f):
    def loss(weights, x):
        return ((x @ weights["w"] + weights["b"]) ** 2).mean()

    return f.grad(loss)({"w": numbers(t, 3, 2), "b": numbers(t, 2)}, numbers(t, 4, 3))


def grad_and_value_with_aux(t, f):
    return f.grad_and_value(lambda x: ((x**3).sum(), x + 1), has_aux=True)(numbers(t, 3))


def grad_of_grad_of_grad(t, f):
    return f.grad(f.grad(f.grad(lambda x: x**5)))(t.tensor(2.0))


def grad_inside_no_grad_works(t, f):
    with t.no_grad():
        return f.grad(lambda x: (x**2).sum())(numbers(t, 3))


def no_grad_inside_grad_is_respected(t, f):
    def function(x):
        with t.no_grad():
            shift = x**2
        return (x**3 - shift).sum()

    return f.grad(function)(numbers(t, 3))


def grad_of_an_input_that_is_not_used(t, f):
    return f.grad(lambda x, y: (x * 2).sum(), argnums=(0, 1))(numbers(t, 2), numbers(t, 2))


def grad_in_the_graph_of_what_it_closes_over(t, f):
    w = numbers(t, 3).requires_grad_()
    g = f.grad(lambda x: (w * x**2).sum())(numbers(t, 3))
    (h,) = t.autograd.grad(g.sum(), w)
    return g.detach(), h, g.requires_grad


def grad_of_constants_needs_no_graph(t, f):
    return f.grad(lambda x: (x**3).sum())(numbers(t, 3)).requires_grad


def vjp_of_several_outputs(t, f):
    out, pull = f.vjp(lambda x, y: {"sum": x + y, "product": [x * y]}, numbers(t, 3), numbers(t, 3))
    return out, pull({"sum": t.ones(3), "product": [t.ones(3) * 2]})


def vjp_with_aux(t, f):
    out, pull, aux = f.vjp(lambda x: (x.sin(), x.cos()), numbers(t, 3), has_aux=True)
    return out, pull(t.ones(3)), aux


def jvp_of_several_arguments(t, f):
    def function(x, y):
        return x * y, (x / y).sum()

    return f.jvp(function, (numbers(t, 3), numbers(t, 3)), (t.ones(3), numbers(t, 3)))


def jvp_with_aux(t, f):
    return f.jvp(lambda x: (x.sin(), x * 2), (numbers(t, 3),), (t.ones(3),), has_aux=True)


def jvp_of_a_constant(t, f):
    return f.jvp(lambda x: t.ones(2), (numbers(t, 3),), (t.ones(3),))


def jvp_of_jvp(t, f):
    def slope(x):
        return f.jvp(lambda x: x**4, (x,), (t.ones(3),))[1]

    return f.jvp(slope, (numbers(t, 3),), (t.ones(3),))


def grad_of_jvp(t, f):
    return f.grad(lambda x: f.jvp(t.sin, (x,), (t.ones(3),))[1].sum())(numbers(t, 3))


def jvp_of_grad(t, f):
    return f.jvp(f.grad(lambda x: x.sin().sum()), (numbers(t, 3),), (t.ones(3),))


def jacobians_both_ways(t, f):
    def function(x, y):
        return (x.sin() * y).sum(0), {"outer": x * 2}

    x, y = numbers(t, 2, 3), numbers(t, 3)
    return f.jacrev(function, (0, 1))(x, y), f.jacfwd(function, (0, 1))(x, y), f.jacrev(function, 1)(x, y)


def jacrev_in_chunks(t, f):
    x = numbers(t, 5)
    return [f.jacrev(lambda x: x.exp() * x.sum(), chunk_size=n)(x) for n in (1, 2, 5, 100)]


def jacobians_with_aux(t, f):
    x = numbers(t, 3)
    return (
        f.jacrev(lambda x: (x**2, x.sum()), has_aux=True)(x),
        f.jacfwd(lambda x: (x**2, x.sum()), has_aux=True)(x),
    )


def jacobian_of_a_dictionary(t, f):
    weights = {"w": numbers(t, 2, 2), "b": numbers(t, 2)}
    return f.jacrev(lambda p: t.tanh(numbers(t, 2) @ p["w"] + p["b"]))(weights)


def jacobian_of_a_number(t, f):
    return f.jacrev(t.sin)(t.tensor(0.5)), f.jacfwd(t.sin)(t.tensor(0.5))


def hessian_of_a_sum(t, f):
    return f.hessian(lambda x: (x**3).sum() * x[0])(numbers(t, 3))


def hessian_of_two_arguments(t, f):
    return f.hessian(lambda x, y: (x * y**2).sum(), argnums=(0, 1))(numbers(t, 2), numbers(t, 2))


def hessians_each_way(t, f):
    def function(x):
        return (x.sin() * x.flip(0)).sum()

    x = numbers(t, 3)
    return [a(b(function))(x) for a in (f.jacrev, f.jacfwd) for b in (f.jacrev, f.jacfwd)]


def vmap_of_dot(t, f):
    return f.vmap(t.dot)(numbers(t, 4, 3), numbers(t, 4, 3))


def vmap_with_dims(t, f):
    x, y = numbers(t, 2, 4, 3), numbers(t, 3)
    return [
        f.vmap(lambda x, y: x @ y, in_dims=(1, None))(x, y),
        f.vmap(lambda x, y: x * y, in_dims=(1, None), out_dims=2)(x, y),
        f.vmap(lambda x, y: x * y, in_dims=(-2, None), out_dims=-1)(x, y),
        f.vmap(lambda x: (x.sum(), x), out_dims=(0, 1))(x),
    ]


def vmap_of_containers(t, f):
    def function(args):
        return {"a": args["x"] * 2, "b": [args["y"][0] + args["x"], (args["y"][1],)]}

    given = {"x": numbers(t, 3, 2), "y": (numbers(t, 3, 2), numbers(t, 2))}
    return f.vmap(function, in_dims=({"x": 0, "y": (0, None)},))(given)


def vmap_of_namedtuples(t, f):
    out = f.vmap(lambda p: Pair(p.left * 2, p.right.sum()))(Pair(numbers(t, 3, 2), numbers(t, 3, 2)))
    return type(out).__name__, tuple(out)


def vmap_of_ordered_dictionaries(t, f):
    out = f.vmap(lambda d: OrderedDict(b=d["a"] + 1, a=d["a"]))(OrderedDict(a=numbers(t, 3)))
    return type(out).__name__, list(out.items())


def vmap_in_chunks(t, f):
    x = numbers(t, 5, 2)
    return [f.vmap(lambda x: (x * x.sum(), x), out_dims=(0, 1), chunk_size=n)(x) for n in (1, 2, 5, 9)]


def vmap_of_vmap(t, f):
    pairs = f.vmap(f.vmap(lambda x, y: x * y - y.sum(), in_dims=(0, None)), in_dims=(None, 0))
    return pairs(numbers(t, 3, 2), numbers(t, 4, 2))


def vmap_out_dims_none(t, f):
    return f.vmap(lambda x: (x, 3), out_dims=(0, None))(numbers(t, 3))


def vmap_of_what_does_not_depend(t, f):
    return f.vmap(lambda x: t.ones(2))(numbers(t, 3))


def per_sample_gradients(t, f):
    w, b = numbers(t, 3, 2), numbers(t, 2)
    x, y = numbers(t, 4, 3), t.tensor([0, 1, 1, 0])

    def loss(w, b, x, y):
        return t.nn.functional.cross_entropy((t.tanh(x @ w + b)).unsqueeze(0), y.unsqueeze(0))

    return f.vmap(f.grad(loss, argnums=(0, 1)), in_dims=(None, None, 0, 0))(w, b, x, y)


def per_sample_gradients_of_a_convolution(t, f):
    w, x = numbers(t, 2, 1, 2, 2), numbers(t, 3, 1, 4, 4)

    def loss(w, x):
        h = t.nn.functional.conv2d(x.unsqueeze(0), w)
        return t.nn.functional.max_pool2d(h.sin(), 2).sum()

    return f.vmap(f.grad(loss), in_dims=(None, 0))(w, x)


def vmap_of_jacrev_and_hessian(t, f):
    x = numbers(t, 4, 3)

    def function(x):
        return x.sin() * x.sum()

    return f.vmap(f.jacrev(function))(x), f.vmap(f.jacfwd(function))(x), f.vmap(f.hessian(lambda x: (x**3).sum()))(x)


def grad_of_vmap(t, f):
    w, x = numbers(t, 3), numbers(t, 4, 3)
    return f.grad(lambda w: f.vmap(lambda x: t.tanh(x @ w))(x).sum())(w)


def grad_of_vmap_of_grad(t, f):
    w, x = numbers(t, 3), numbers(t, 4, 3)

    def penalty(w):
        slopes = f.vmap(f.grad(lambda x: (x * w).sin().sum()))(x)
        return (slopes**2).sum()

    return f.grad(penalty)(w)


def backward_through_vmap(t, f):
    w = numbers(t, 3).requires_grad_()
    x = numbers(t, 4, 3).requires_grad_()
    f.vmap(lambda x: (x * w).sin().sum())(x).sum().backward()
    return w.grad, x.grad


def detach_inside_vmap(t, f):
    x = numbers(t, 4, 3)
    return f.grad(lambda x: f.vmap(lambda x: (x * x.detach()).sum())(x).sum())(x)


def vmap_over_autograd_grad(t, f):
    x = numbers(t, 3).requires_grad_()
    y = x**2
    return f.vmap(lambda v: t.autograd.grad(y, x, v, retain_graph=True)[0])(t.eye(3))


def vmap_with_the_same_randomness(t, f):
    t.manual_seed(0)
    return f.vmap(lambda x: x + t.randn(3), randomness="same")(t.zeros(2, 3)), t.rand(1)


def vmap_with_different_randomness(t, f):
    t.manual_seed(0)
    a = f.vmap(lambda x: x + t.rand(20), randomness="different")(t.zeros(2, 20))
    b = f.vmap(lambda x: t.nn.functional.dropout(x), randomness="different")(t.ones(2, 4))
    return a, b, t.rand(1)


def vmap_of_where_and_masks(t, f):
    x = numbers(t, 4, 3) - 2
    return f.vmap(lambda x: t.where(x > 0, x, x.exp()).masked_fill(x > 1, 9.0).clamp(max=5))(x)


def vmap_of_views_and_joins(t, f):
    def function(x):
        a, b = x.chunk(2, -1)
        return t.cat([b, a.flip(0)], 0), t.stack([a, b]), x.T[0], x[..., None, 1:], x.reshape(-1), x.unbind()[1]

    return f.vmap(function)(numbers(t, 3, 2, 4))


def vmap_of_indexing(t, f):
    x, i = numbers(t, 3, 4, 2), t.tensor([[0, 2], [1, 1], [3, 0]])
    table = numbers(t, 5, 2)
    return [
        f.vmap(lambda x, i: x[i])(x, i),
        f.vmap(lambda i: table[i])(i),
        f.vmap(lambda x: x[t.tensor([0, 3])])(x),
        f.vmap(lambda x, i: x.gather(0, i.unsqueeze(1).expand(2, 2)))(x, i),
        f.vmap(lambda i: t.nn.functional.embedding(i, table))(i),
    ]


def vmap_of_reductions(t, f):
    x = numbers(t, 3, 4, 2)
    return f.vmap(
        lambda x: (
            x.sum(),
            x.mean(0),
            x.var(),
            x.max(1).values,
            x.argmax(),
            x.softmax(-1),
            x.logsumexp(0),
            x.prod(1, keepdim=True),
            x.sort(0, descending=True).indices,
            x.cumsum(0),
            x.norm(),
        )
    )(x)


def vmap_of_products(t, f):
    a, b, v = numbers(t, 3, 4, 2), numbers(t, 2, 5), numbers(t, 3, 2)
    return [
        f.vmap(t.matmul, in_dims=(0, None))(a, b),
        f.vmap(t.mv)(a, v),
        f.vmap(lambda v: v @ b)(v),
        f.vmap(t.outer)(v, v),
        f.vmap(lambda a: t.einsum("ij,jk->ki", a, b))(a),
        f.vmap(lambda v: t.nn.functional.linear(v, b.T, t.ones(5)))(v),
    ]


def vmap_of_matrices(t, f):
    a = numbers(t, 3, 2, 2) + 3 * t.eye(2)
    return [
        f.vmap(t.linalg.inv)(a),
        f.vmap(t.linalg.det)(a),
        f.vmap(t.linalg.solve)(a, numbers(t, 3, 2)),
        f.vmap(lambda a: t.linalg.cholesky(a @ a.T))(a),
    ]


def vmap_of_normalisation(t, f):
    x, w = numbers(t, 3, 4, 5).sin(), numbers(t, 5)
    return f.vmap(lambda x: t.nn.functional.layer_norm(x, (5,), w))(x)


def linearize_twice(t, f):
    out, push = f.linearize(lambda x: x.sin() * x, numbers(t, 3))
    return out, push(t.ones(3)), push(numbers(t, 3))


def dual_numbers(t, f):
    ad = t.autograd.forward_ad
    with ad.dual_level():
        x = ad.make_dual(numbers(t, 3), t.ones(3))
        y = ad.make_dual(numbers(t, 3), numbers(t, 3))
        out = ad.unpack_dual((x * y).sin())
        none = ad.unpack_dual(numbers(t, 2)).tangent
    return out.primal, out.tangent, none, ad.unpack_dual(x).tangent


def functions_of_autograd(t, f):
    af = t.autograd.functional
    x, y = numbers(t, 2), numbers(t, 2)

    def function(x, y):
        return (x * y).sin(), x.exp()

    def scalar(x, y):
        return (x**2 * y).sum()

    return [
        af.jacobian(function, (x, y)),
        af.jacobian(function, (x, y), vectorize=True),
        af.jacobian(function, (x, y), vectorize=True, strategy="forward-mode"),
        af.hessian(scalar, (x, y)),
        af.hessian(scalar, (x, y), vectorize=True),
        af.hessian(scalar, (x, y), vectorize=True, outer_jacobian_strategy="forward-mode"),
        af.jvp(function, (x, y), (y, x)),
        af.vhp(scalar, (x, y), (y, x)),
        af.hvp(scalar, (x, y), (y, x)),
    ]


def batched_gradients(t, f):
    x = numbers(t, 3).requires_grad_()
    return t.autograd.grad(x.sin() * x, x, t.eye(3), is_grads_batched=True)


def checkpointed(t, f):
    w = numbers(t, 3).requires_grad_()
    x = numbers(t, 3).requires_grad_()
    check = t.utils.checkpoint
    out = check.checkpoint(lambda x: (x * w).sin(), x * 2, use_reentrant=False)
    chain = check.checkpoint_sequential([t.sin, t.exp, t.cos], 2, out, use_reentrant=False)
    return out, t.autograd.grad(chain.sum(), [x, w])


def functional_call_of_a_module(t, f):
    class Affine(t.nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = t.nn.Parameter(t.ones(2))
            self.register_buffer("shift", t.zeros(2))

        def forward(self, x, *, factor=1):
            return (x * self.weight + self.shift) * factor

    module, x = Affine(), numbers(t, 3, 2)
    other = {"weight": numbers(t, 2)}
    called = f.functional_call(module, other, (x,), {"factor": 2})
    both = f.functional_call(module, (other, {"shift": t.ones(2)}), x)
    stacked, buffers = f.stack_module_state([module, Affine()])
    ensemble = f.vmap(lambda p, b: f.functional_call(module, (p, b), (x,)))(stacked, buffers)
    slopes = f.grad(lambda p: f.functional_call(module, p, (x,)).sum())(other)
    return called, both, ensemble, slopes, module.weight, sorted(stacked), stacked["weight"].requires_grad


PROGRAMS = {
    name: value
    for name, value in globals().items()
    if callable(value) and getattr(value, "__module__", None) == __name__ and name not in ("numbers", "Pair")
}


# (call of t and f) -> raises; the class and a part of the message that both libraries have
ERRORS = {
    "grad_of_a_vector": (lambda t, f: f.grad(lambda x: x * 2)(t.ones(2)), RuntimeError, "return a scalar Tensor"),
    "grad_of_a_number": (lambda t, f: f.grad(lambda x: 3.0)(t.ones(2)), RuntimeError, "to return a Tensor"),
    "grad_by_an_argument_too_many": (lambda t, f: f.grad(t.sum, argnums=1)(t.ones(2)), RuntimeError, "argnum=1"),
    "grad_by_no_argument": (lambda t, f: f.grad(t.sum, argnums=())(t.ones(2)), RuntimeError, "non-empty"),
    "grad_without_aux": (lambda t, f: f.grad(t.sum, has_aux=True)(t.ones(2)), RuntimeError, "(output, aux)"),
    "grad_of_integers": (lambda t, f: f.grad(lambda x: x.sum())(t.ones(2).long()), RuntimeError, "floating point"),
    "backward_inside": (
        lambda t, f: f.grad(lambda x: (x.sum().backward(), x.sum())[1])(t.ones(2).requires_grad_()),
        RuntimeError,
        "inside a functorch transform",
    ),
    "vjp_of_integers": (lambda t, f: f.vjp(lambda x: x.long(), t.ones(2)), RuntimeError, "floating-point"),
    "vjp_of_another_structure": (lambda t, f: f.vjp(t.sin, t.ones(2))[1]((t.ones(2),)), RuntimeError, "structure"),
    "jvp_of_a_list": (lambda t, f: f.jvp(t.sin, [t.ones(2)], [t.ones(2)]), RuntimeError, "to be a tuple"),
    "jvp_of_another_structure": (
        lambda t, f: f.jvp(t.sin, (t.ones(2),), (t.ones(2), t.ones(2))),
        RuntimeError,
        "same python structure",
    ),
    "jvp_strict": (
        lambda t, f: f.jvp(lambda x: t.ones(2), (t.ones(2),), (t.ones(2),), strict=True),
        RuntimeError,
        "independent of the inputs",
    ),
    "jacrev_chunk": (lambda t, f: f.jacrev(t.sin, chunk_size=0)(t.ones(2)), ValueError, "greater than 0"),
    "vmap_of_nothing": (lambda t, f: f.vmap(lambda: 1)(), ValueError, "got no inputs"),
    "vmap_of_no_dims": (lambda t, f: f.vmap(t.sin, in_dims=None)(t.ones(2)), ValueError, "to be int or a"),
    "vmap_over_nothing": (lambda t, f: f.vmap(t.sin, in_dims=(None,))(t.ones(2)), ValueError, "at least one Tensor"),
    "vmap_over_a_number": (lambda t, f: f.vmap(t.add)(t.ones(2), 1), ValueError, "non-Tensor"),
    "vmap_over_too_many_dims": (lambda t, f: f.vmap(t.sin, in_dims=1)(t.ones(2)), ValueError, "in_dim=1"),
    "vmap_of_other_structure": (
        lambda t, f: f.vmap(t.add, in_dims=(0, (0, 0)))(t.ones(2), t.ones(2)),
        ValueError,
        "not compatible",
    ),
    "vmap_over_other_sizes": (lambda t, f: f.vmap(t.add)(t.ones(2), t.ones(3)), ValueError, "same size"),
    "vmap_returning_a_number": (lambda t, f: f.vmap(lambda x: 1)(t.ones(2)), ValueError, "must only return"),
    "vmap_returning_an_example": (
        lambda t, f: f.vmap(lambda x: x, out_dims=None)(t.ones(2)),
        ValueError,
        "can not return",
    ),
    "vmap_out_dims_of_another_structure": (
        lambda t, f: f.vmap(lambda x: (x, x), out_dims=(0, 0, 0))(t.ones(2)),
        ValueError,
        "not compatible",
    ),
    "vmap_out_dims_of_text": (lambda t, f: f.vmap(t.sin, out_dims="a")(t.ones(2)), ValueError, "must be"),
    "vmap_out_dim_too_far": (lambda t, f: f.vmap(t.sin, out_dims=3)(t.ones(2)), IndexError, "out of range"),
    "vmap_of_randomness": (lambda t, f: f.vmap(lambda x: t.rand(1))(t.ones(2)), RuntimeError, "randomness error mode"),
    "vmap_of_unknown_randomness": (lambda t, f: f.vmap(t.sin, randomness="x")(t.ones(2)), RuntimeError, "randomness"),
    "vmap_chunk": (lambda t, f: f.vmap(t.sin, chunk_size=0)(t.ones(2)), ValueError, "chunk_size"),
    "vmap_of_item": (lambda t, f: f.vmap(lambda x: x * x.item())(t.ones(2)), RuntimeError, ".item()"),
    "vmap_of_if": (
        lambda t, f: f.vmap(lambda x: x if x > 0 else -x)(t.ones(2)),
        RuntimeError,
        "data-dependent control flow",
    ),
    "functional_call_twice": (
        lambda t, f: f.functional_call(t.nn.Identity(), ({"a": 1}, {"a": 2}), ()),
        ValueError,
        "multiple dictionaries",
    ),
    "dual_without_level": (
        lambda t, f: t.autograd.forward_ad.make_dual(t.ones(1), t.ones(1)),
        RuntimeError,
        "no level exists",
    ),
}
