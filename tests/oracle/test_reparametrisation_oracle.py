"""Parametrizations, hooked norms, pruning, fusion, sparse Adam and their like: small programs run by both libraries.

Each program gives a list: tensors are compared by value, dtype and shape, all else by `==`; or both raise.
"""

from __future__ import annotations

import copy
import io
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import backlight.torch

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.filterwarnings("ignore")

PARTS = (
    *("utils.parametrize", "utils.parametrizations", "utils.prune", "utils.stateless", "utils.rnn"),
    *("attention", "attention.bias", "parallel", "grad", "modules.module", "modules.utils"),
)


def names(library: ModuleType) -> dict[str, Any]:
    """What the programs may use, of one library."""
    nn = import_module(f"{library.__name__}.nn")
    for part in PARTS:
        import_module(f"{library.__name__}.nn.{part}")
    for part in ("optim", "func", "utils.data", "serialization"):
        import_module(f"{library.__name__}.{part}")

    class Symmetric(nn.Module):
        def forward(self, x):
            return x.triu() + x.triu(1).mT

        def right_inverse(self, x):
            return x.triu()

    class Double(nn.Module):
        def forward(self, x):
            return 2 * x

        def right_inverse(self, x):
            return x / 2

    class Outer(nn.Module):
        def forward(self, x, y):
            return x.unsqueeze(-1) @ y.unsqueeze(-2)

        def right_inverse(self, x):
            return x[:, 0].clone(), x[0].clone()

    class Exp(nn.Module):
        def forward(self, x):
            return x.exp()

    class Bad(nn.Module):
        def __init__(self, forward=None, inverse=None):
            super().__init__()
            self.run = forward or (lambda x: x)
            if inverse:
                self.right_inverse = inverse

        def forward(self, x):
            return self.run(x)

    def step(module, *inputs, **settings):
        """The outputs and gradients of one step."""
        out = module(*inputs)
        out = out[0] if isinstance(out, tuple) else out
        module.zero_grad()
        (out * out).sum().backward()
        return [out, *[p.grad for p in module.parameters()]]

    def kept(module):
        """Names, values and text of a module."""
        return [repr(module), type(module).__name__, list(module.state_dict()), *module.state_dict().values()]

    P, Q, U = nn.utils.parametrize, nn.utils.parametrizations, nn.utils
    own = {"P": P, "Q": Q, "U": U, "R": nn.utils.prune, "F": nn.functional, "optim": library.optim}
    classes = {"Symmetric": Symmetric, "Double": Double, "Outer": Outer, "Exp": Exp, "Bad": Bad}
    given = {"torch": library, "nn": nn, "copy": copy, "io": io, "step": step, "kept": kept, "out": []}
    library.manual_seed(3)
    x = library.tensor(np.random.default_rng(0).standard_normal((5, 4)).astype(np.float32).tolist())
    return {**own, **classes, **given, "x": x, "X": x.double()}


def run(library: ModuleType, program: str) -> tuple[list, type[Exception] | None]:
    known = names(library)
    try:
        exec(program, known)
    except Exception as error:
        return known["out"], type(error)
    return known["out"], None


def flat(values: Any) -> list:
    return [x for v in values for x in (flat(v) if isinstance(v, (list, tuple)) and not hasattr(v, "numel") else [v])]


def assert_same(program: str, tolerance: float = 2e-5) -> type[Exception] | None:
    (ours, our_error), (theirs, their_error) = run(backlight.torch, program), run(torch, program)

    assert (our_error and our_error.__mro__[:-1]) is None or their_error is not None, our_error
    assert their_error is None or (our_error is not None and issubclass(our_error, their_error)), their_error
    ours, theirs = flat(ours), flat(theirs)
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        if not isinstance(b, torch.Tensor):
            assert a == b
            continue
        assert str(a.dtype) == str(b.dtype) and tuple(a.shape) == tuple(b.shape)
        assert a.requires_grad == b.requires_grad
        a, b = a.detach().numpy(), b.detach().numpy()
        limit = tolerance if b.dtype != np.float64 else 1e-9
        assert np.allclose(a, b, rtol=limit, atol=limit * np.abs(b).max(initial=1), equal_nan=True)
    return their_error


def programs(text: str) -> list[str]:
    return [part.strip() for part in text.strip().split("\n---\n")]


WORKING = programs("""
m = P.register_parametrization(nn.Linear(4, 4), "weight", Symmetric())
out += [kept(m), m.weight, step(m, x), P.is_parametrized(m), P.is_parametrized(m, "bias"), list(dict(m.named_parameters()))]
m.weight = x[:4]
out += [m.weight, m.parametrizations.weight.original, P.type_before_parametrizations(m) is nn.Linear]
P.register_parametrization(m, "weight", Double())
out += [kept(m), m.weight, step(m, x), m.parametrizations.weight.unsafe]
m.weight = torch.eye(4)
out += [m.weight, m.parametrizations.weight.original]
P.remove_parametrizations(m, "weight")
out += [kept(m), type(m) is nn.Linear, hasattr(m, "parametrizations")]
---
m = P.register_parametrization(nn.Linear(4, 3), "weight", Outer())
out += [kept(m), step(m, x), m.parametrizations.weight.ntensors, m.parametrizations.weight.is_tensor]
m.weight = torch.ones(3, 4)
out += [m.weight, kept(m)]
P.remove_parametrizations(m, "weight")
out += [kept(m), [n for n, _ in m.named_parameters()]]
---
m = P.register_parametrization(nn.Linear(4, 3), "weight", Exp())
w = m.parametrizations.weight.original
o = optim.SGD(m.parameters(), 0.1)
step(m, x); o.step()
P.remove_parametrizations(m, "weight", leave_parametrized=False)
out += [kept(m), m.weight is w]
---
m = P.register_parametrization(nn.Linear(4, 3), "weight", Exp())
w = m.parametrizations.weight.original
P.register_parametrization(m, "bias", Double())
P.remove_parametrizations(m, "weight")
out += [kept(m), m.weight is w, m.bias]
---
m = P.register_parametrization(nn.BatchNorm1d(4), "running_var", Double())
out += [kept(m), m.running_var, [n for n, _ in m.named_buffers()]]
P.remove_parametrizations(m, "running_var")
out += [kept(m)]
---
m = P.register_parametrization(nn.Linear(4, 4), "weight", Exp())
with P.cached():
    a = m.weight
    out += [m.weight is a]
    with P.cached():
        out += [m.weight is a]
    out += [m.weight is a]
out += [m.weight is a]
---
m = P.register_parametrization(nn.Linear(4, 4), "weight", Symmetric())
c = copy.deepcopy(m)
with torch.no_grad():
    m.parametrizations.weight.original.zero_()
out += [kept(c), c.weight, m.weight, type(c) is type(m)]
c.load_state_dict(m.state_dict())
out += [c.weight]
---
m = P.register_parametrization(nn.Linear(4, 4), "weight", Symmetric())
n = nn.Linear(4, 4)
P.transfer_parametrizations_and_params(m, n)
out += [kept(n), n.weight, n.parametrizations.weight.original is m.parametrizations.weight.original]
---
m = P.register_parametrization(nn.Linear(4, 4), "weight", Outer())
n = P.transfer_parametrizations_and_params(m, nn.ReLU(), "weight")
out += [kept(n), n.weight]
---
m = P.register_parametrization(nn.Linear(4, 4), "weight", Bad(lambda x: x[:2]), unsafe=True)
out += [m.weight, m.parametrizations.weight.unsafe]
---
m = P.register_parametrization(nn.Linear(4, 4), "weight", Double())
m.eval()
out += [[p.training for p in m.modules()]]
m.double()
out += [m.weight.dtype == torch.float64, step(m, X)]
---
m = P.register_parametrization(nn.Linear(4, 4), "weight", Double())
values = {n: torch.ones_like(p) for n, p in m.named_parameters()}
out += [torch.func.functional_call(m, values, x)]
---
m = nn.Sequential(Q.weight_norm(nn.Linear(4, 3)), Q.weight_norm(nn.Linear(3, 3), dim=None), Q.weight_norm(nn.Linear(3, 2), dim=1))
out += [kept(m), step(m, x)]
o = optim.Adam(m.parameters(), 0.1)
for _ in range(3):
    step(m, x); o.step()
out += [m(x), *m.state_dict().values()]
P.remove_parametrizations(m[0], "weight")
out += [kept(m)]
---
old = U.weight_norm(nn.Linear(4, 3))
new = Q.weight_norm(nn.Linear(4, 3))
out += [str(new.load_state_dict(old.state_dict())), new.weight, kept(new), kept(old)]
---
m = U.weight_norm(nn.Conv1d(4, 3, 2), dim=1)
out += [kept(m), m.weight, step(m, x.T[None])]
U.remove_weight_norm(m)
out += [kept(m), step(m, x.T[None]), len(m._forward_pre_hooks)]
---
for dtype, data in ((torch.float32, x), (torch.float64, X)):
    m = Q.spectral_norm(nn.Linear(4, 6, dtype=dtype), n_power_iterations=2)
    out += [kept(m), step(m, data), step(m, data), kept(m), m.eval()(data), kept(m)]
---
m = Q.spectral_norm(nn.ConvTranspose2d(2, 3, 3, dtype=torch.float64))
out += [kept(m), m.parametrizations.weight[0].dim, m.weight]
P.remove_parametrizations(m, "weight")
out += [kept(m)]
---
m = Q.spectral_norm(nn.Conv2d(2, 3, 3, dtype=torch.float64), dim=-3)
out += [kept(m), m.eval().weight]
---
m = Q.spectral_norm(nn.Linear(4, 3), "bias")
out += [kept(m), m.bias]
---
m = Q.spectral_norm(nn.Linear(4, 4, dtype=torch.float64))
a, b = m(X), m(2 * X)
(a - b).square().sum().backward()
out += [p.grad for p in m.parameters()]
---
m = U.spectral_norm(nn.Linear(4, 3, dtype=torch.float64))
out += [kept(m), m.weight, step(m, X), step(m, X), kept(m), m.state_dict()._metadata[""]]
m.eval()
out += [m(X), kept(m)]
n = U.spectral_norm(nn.Linear(4, 3, dtype=torch.float64))
out += [str(n.load_state_dict(m.state_dict())), kept(n), len(n._load_state_dict_pre_hooks) > 0]
U.remove_spectral_norm(m)
out += [kept(m), len(m._forward_pre_hooks), len(m._state_dict_hooks)]
---
m = U.spectral_norm(nn.ConvTranspose1d(2, 3, 3, dtype=torch.float64), n_power_iterations=3)
out += [kept(m), m(X.T.reshape(1, 2, 10))]
---
m = U.spectral_norm(nn.Linear(4, 3, dtype=torch.float64))
state = m.state_dict()
state["weight"] = state["weight_orig"] / 2
del state["weight_v"]
state._metadata[""] = {"version": 1}
out += [str(m.load_state_dict(state)), kept(m)]
---
for kind in (None, "matrix_exp", "cayley", "householder"):
    for size in ((4, 4), (4, 6), (6, 4)):
        data = torch.ones(3, size[0], dtype=torch.float64)
        m = Q.orthogonal(nn.Linear(*size, dtype=torch.float64), orthogonal_map=kind)
        out += [kept(m), m.weight, m.parametrizations.weight[0].base]
        o = optim.SGD(m.parameters(), 0.3)
        for _ in range(3):
            out += step(m, data); o.step()
        out += [m.weight]
---
for size in ((4, 4), (4, 6), (6, 4)):
    for kind in ("matrix_exp", "cayley", "householder"):
        m = Q.orthogonal(nn.Linear(*size, dtype=torch.float64), orthogonal_map=kind, use_trivialization=False)
        out += [kept(m), m.weight, step(m, torch.ones(2, size[0], dtype=torch.float64))]
---
m = Q.orthogonal(nn.Linear(4, 4))
m.weight = torch.eye(4)
out += [kept(m), m.weight]
---
m = nn.Module()
m.q = nn.Parameter(torch.arange(18.0, dtype=torch.float64).reshape(2, 3, 3).sin())
Q.orthogonal(m, "q")
out += [kept(m), m.q]
---
m = nn.Module()
m.q = nn.Parameter(torch.complex(x[:3, :3].double(), x[1:4, 1:4].double()))
Q.orthogonal(m, "q")
out += [m.q]
---
m = nn.Linear(6, 4)
R.random_unstructured(m, "weight", 0.3)
out += [kept(m), m.weight, [type(h).__name__ for h in m._forward_pre_hooks.values()], R.is_pruned(m)]
R.l1_unstructured(m, "weight", amount=4)
out += [kept(m), m.weight, [type(h).__name__ for h in m._forward_pre_hooks.values()]]
R.ln_structured(m, "weight", amount=0.25, n=2, dim=0)
R.random_structured(m, "weight", amount=1, dim=1)
out += [kept(m), m.weight, len(next(iter(m._forward_pre_hooks.values()))), step(m, torch.ones(2, 6))]
R.l1_unstructured(m, "bias", 2)
out += [kept(m), m.bias]
w = m.weight_orig
R.remove(m, "weight")
out += [kept(m), m.weight is w, R.is_pruned(m)]
R.remove(m, "bias")
out += [R.is_pruned(m), step(m, torch.ones(2, 6))]
---
m = R.identity(nn.Linear(4, 3), "bias")
out += [kept(m)]
---
m = nn.Conv2d(3, 4, 2)
R.ln_structured(m, "weight", 0.5, n=1, dim=0, importance_scores=torch.arange(48.0).reshape(4, 3, 2, 2).cos())
out += [kept(m), m.weight]
R.ln_structured(m, "weight", 1, n=float("inf"), dim=1)
R.random_structured(m, "weight", 0.5, dim=-1)
out += [kept(m), m.weight]
---
m = nn.Linear(4, 3)
R.custom_from_mask(m, "weight", torch.tensor([[1, 0, 1, 0]] * 3))
o = optim.SGD(m.parameters(), 0.1)
step(m, x); o.step()
out += [kept(m), m(x), m.weight]
---
m = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
where = [(m[0], "weight"), (m[2], "weight")]
R.global_unstructured(where, pruning_method=R.L1Unstructured, amount=0.4)
out += [kept(m), step(m, x)]
R.global_unstructured(where, pruning_method=R.RandomUnstructured, amount=3)
out += [kept(m), step(m, x)]
R.global_unstructured([(m[0], "bias")], R.L1Unstructured, importance_scores={(m[0], "bias"): torch.tensor([3.0, 1.0, 2.0])}, amount=2)
out += [kept(m)]
---
p = R.L1Unstructured(amount=0.5)
out += [p.prune(x), p.prune(x, default_mask=torch.ones_like(x)), p.prune(x, importance_scores=x.abs().neg())]
out += [R.RandomStructured(0.5, dim=0).prune(x), R.LnStructured(0.5, 2).prune(x), R.L1Unstructured(0).prune(x)]
---
class Every(R.BasePruningMethod):
    PRUNING_TYPE = "unstructured"
    def compute_mask(self, t, default_mask):
        mask = default_mask.clone()
        mask.view(-1)[::2] = 0
        return mask
m = nn.Linear(4, 3)
Every.apply(m, "weight")
Every.apply(m, "weight")
out += [kept(m), m.weight]
---
m = R.l1_unstructured(nn.Linear(4, 3), "weight", 0.5)
file = io.BytesIO()
torch.save(m, file); file.seek(0)
n = torch.load(file, weights_only=False)
out += [kept(n), n(x), [type(h).__name__ for h in n._forward_pre_hooks.values()]]
n = nn.Linear(4, 3)
R.identity(n, "weight")
out += [str(n.load_state_dict(m.state_dict())), n(x)]
---
c, b = nn.Conv2d(1, 3, 2).eval(), nn.BatchNorm2d(3).eval()
b.running_mean += torch.tensor([1.0, 2.0, 3.0]); b.running_var *= 4; b.weight.data *= 3
f = U.fuse_conv_bn_eval(c, b)
out += [kept(f), f(x[None, None]), b(c(x[None, None])), f is c]
t = nn.ConvTranspose2d(1, 3, 2, bias=False).eval()
f = U.fuse_conv_bn_eval(t, b, transpose=True)
out += [kept(f), b(t(x[None, None]))]
---
m, b = nn.Linear(4, 3, bias=False).eval(), nn.BatchNorm1d(3, affine=True).eval()
b.running_mean += 1
f = U.fuse_linear_bn_eval(m, b)
out += [kept(f), f(x), f.bias is not None, b(m(x))]
out += [*U.fuse_linear_bn_weights(m.weight, None, b.running_mean, b.running_var, b.eps, b.weight, b.bias)]
out += [*U.fuse_conv_bn_weights(x[None], None, torch.zeros(1), torch.ones(1), 1e-5, None, None)]
---
m = nn.Sequential(nn.Conv2d(2, 3, 2), nn.ConvTranspose2d(3, 2, 2))
U.convert_conv2d_weight_memory_format(m, torch.channels_last)
out += [kept(m), m[0].weight.stride(), m[1].weight.stride(), m[0].weight.is_contiguous(memory_format=torch.channels_last)]
---
w = torch.arange(6.0).reshape(3, 2).requires_grad_()
o = optim.SparseAdam([w], lr=0.1, betas=(0.8, 0.9), maximize=True)
for k in range(4):
    g = (w.detach() + k + 1).cos()
    w.grad = g.to_sparse() if hasattr(g, "to_sparse") and torch.__name__ == "torch" else g
    o.step()
    out += [w.detach().clone()]
out += [o.state[w]["step"], o.state[w]["exp_avg"], o.state[w]["exp_avg_sq"], repr(o), o.state_dict()["param_groups"]]
---
from collections import namedtuple
m = nn.DataParallel(nn.Linear(4, 3))
out += [kept(m), m.device_ids, m(x), m.module is next(m.children())]
state = m.state_dict()
nn.modules.utils.consume_prefix_in_state_dict_if_present(state, "module.")
out += [list(state), list(state._metadata), str(nn.Linear(4, 3).load_state_dict(state))]
out += [nn.parallel.scatter(3, [0, 1]), nn.parallel.scatter([1, "a"], [0, 1]), nn.parallel.scatter({"k": 2}, [0])]
---
q, k, v = torch.ones(1, 2, 3, 4), torch.arange(40.0).reshape(1, 2, 5, 4).sin(), torch.arange(40.0).reshape(1, 2, 5, 4).cos()
A = nn.attention
for backends in (A.SDPBackend.MATH, A.SDPBackend.FLASH_ATTENTION, [A.SDPBackend.MATH, A.SDPBackend.EFFICIENT_ATTENTION]):
    with A.sdpa_kernel(backends):
        out += [F.scaled_dot_product_attention(q, k, v), torch.backends.cuda.math_sdp_enabled(), torch.backends.cuda.flash_sdp_enabled()]
out += [torch.backends.cuda.math_sdp_enabled(), A.SDPBackend.MATH.name, int(A.SDPBackend.CUDNN_ATTENTION), repr(A.SDPBackend.MATH), str(A.SDPBackend.MATH)]
out += [sorted(A.SDPBackend.__members__), A.SDPBackend(1) == A.SDPBackend.FLASH_ATTENTION]
for bias in (A.bias.causal_upper_left(3, 5), A.bias.causal_lower_right(3, 5)):
    out += [repr(bias), int(bias.variant), bias.seq_len_q, bias.seq_len_kv, type(bias).__name__, F.scaled_dot_product_attention(q, k, v, bias), F.scaled_dot_product_attention(q, k, v, attn_mask=bias)]
---
w = torch.arange(24.0).reshape(3, 2, 2, 2).sin()
i = torch.arange(32.0).reshape(1, 2, 4, 4).cos()
g = torch.arange(12.0).reshape(1, 3, 2, 2)
G = nn.grad
out += [G.conv2d_input(i.shape, w, g, stride=2), G.conv2d_weight(i, w.shape, g, stride=2)]
out += [G.conv1d_input((1, 2, 4), w[..., 0], g[..., 0].repeat(1, 1, 2)[..., :3]), G.conv1d_weight(i[..., 0], (3, 2, 2), torch.ones(1, 3, 3))]
---
seen = []
hooks = [
    nn.modules.module.register_module_forward_pre_hook(lambda m, a: seen.append(("pre", type(m).__name__))),
    nn.modules.module.register_module_forward_hook(lambda m, a, o: seen.append(("post", type(m).__name__))),
    nn.modules.module.register_module_full_backward_hook(lambda m, gi, go: seen.append(("back", type(m).__name__))),
    nn.modules.module.register_module_parameter_registration_hook(lambda m, n, p: seen.append(("param", n))),
    nn.modules.module.register_module_buffer_registration_hook(lambda m, n, p: seen.append(("buffer", n))),
    nn.modules.module.register_module_module_registration_hook(lambda m, n, p: seen.append(("module", n))),
]
try:
    m = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))
    m(x).sum().backward()
finally:
    [h.remove() for h in hooks]
nn.Linear(4, 3)(x)
out += seen
---
m = nn.AdaptiveLogSoftmaxWithLoss(8, 12, [2, 5], div_value=2.0)
data = torch.arange(40.0).reshape(5, 8).sin()
out += [kept(m), m.log_prob(data), m.predict(data), m.log_prob(data).exp().sum(1)]
o, loss = m(data[0], torch.tensor(11))
out += [o, loss, m(data, torch.tensor([0, 1, 4, 11, 5])), type(m(data, torch.tensor([0, 1, 4, 11, 5]))).__name__]
with torch.no_grad():
    m.head.weight.copy_(torch.arange(32.0).reshape(4, 8).cos() * 3)
out += [m.predict(torch.arange(160.0).reshape(20, 8).cos())]
---
out += [repr(nn.NLLLoss2d()), repr(nn.Container(a=nn.ReLU())), repr(nn.LinearCrossEntropyOptions(batch_chunk_size=2))]
""")  # noqa: E501

FAILING = programs("""
P.register_parametrization(nn.Linear(2, 2), "none", Double())
---
P.register_parametrization(nn.Linear(2, 3), "weight", Bad(lambda x: x[:1]))
---
P.register_parametrization(nn.Linear(2, 2), "weight", Bad(lambda x: x.double()))
---
P.register_parametrization(nn.Linear(2, 2), "weight", Bad(lambda x: 3))
---
P.register_parametrization(nn.Linear(2, 2), "weight", Bad(inverse=lambda x: x.double()))
---
P.register_parametrization(nn.Linear(2, 2), "weight", Bad(inverse=lambda x: 3))
---
P.register_parametrization(nn.Linear(2, 2), "weight", Bad(inverse=lambda x: (3, x)))
---
m = P.register_parametrization(nn.Linear(2, 2), "weight", Double())
P.register_parametrization(m, "weight", Bad(lambda x: x[:1]))
---
m = P.register_parametrization(nn.Linear(2, 2), "weight", Double())
P.register_parametrization(m, "weight", Bad(inverse=lambda x: x.double()))
---
m = P.register_parametrization(nn.Linear(2, 2), "weight", Double())
P.register_parametrization(m, "weight", Bad(inverse=lambda x: x[:1]))
---
m = P.register_parametrization(nn.Linear(2, 2), "weight", Double())
P.register_parametrization(m, "weight", Bad(inverse=lambda x: 3))
---
P.register_parametrization(nn.Linear(2, 2), "weight", Exp()).weight = torch.ones(2, 2)
---
P.register_parametrization(nn.Linear(2, 2), "weight", Double()).weight = torch.ones(2, 2).double()
---
P.register_parametrization(nn.Linear(2, 2), "weight", Double()).weight = nn.Parameter(torch.ones(2, 2))
---
torch.save(P.register_parametrization(nn.Linear(2, 2), "weight", Double()), io.BytesIO())
---
P.remove_parametrizations(nn.Linear(2, 2), "weight")
---
P.remove_parametrizations(P.register_parametrization(nn.Linear(2, 2), "weight", Outer()), "weight", leave_parametrized=False)
---
P.ParametrizationList([], torch.ones(2))
---
U.weight_norm(U.weight_norm(nn.Linear(2, 2)))
---
U.weight_norm(nn.LazyLinear(2))
---
U.remove_weight_norm(nn.Linear(2, 2))
---
U.spectral_norm(U.spectral_norm(nn.Linear(2, 2)), "weight_orig"); U.spectral_norm(U.spectral_norm(nn.Linear(2, 2)))
---
U.spectral_norm(nn.Linear(2, 2, bias=False), "bias")
---
U.spectral_norm(nn.LazyLinear(2))
---
U.spectral_norm(nn.Linear(2, 2), n_power_iterations=0)
---
U.remove_spectral_norm(nn.Linear(2, 2))
---
Q.spectral_norm(nn.Linear(2, 2), "none")
---
Q.spectral_norm(nn.Linear(2, 2), dim=2)
---
Q.spectral_norm(nn.Linear(2, 2), n_power_iterations=0)
---
Q.orthogonal(nn.Linear(2, 2), "none")
---
Q.orthogonal(nn.Linear(2, 2), "bias")
---
Q.orthogonal(nn.Linear(2, 2), orthogonal_map="none")
---
Q.orthogonal(nn.Linear(2, 2, dtype=torch.complex64), orthogonal_map="householder")
---
Q.orthogonal(nn.Linear(2, 2)).weight = torch.ones(3, 3)
---
Q.orthogonal(nn.Linear(2, 2), orthogonal_map="cayley", use_trivialization=False).weight = torch.ones(2, 2)
---
R.l1_unstructured(nn.Linear(2, 2), "weight", amount="a")
---
R.l1_unstructured(nn.Linear(2, 2), "weight", amount=1.5)
---
R.l1_unstructured(nn.Linear(2, 2), "weight", amount=-1)
---
R.l1_unstructured(nn.Linear(2, 2), "weight", amount=5)
---
R.l1_unstructured(nn.Linear(2, 2), "none", amount=1)
---
R.l1_unstructured(nn.Linear(2, 2), "weight", 1, importance_scores=torch.ones(2))
---
R.random_structured(nn.Linear(2, 2), "bias", amount=1, dim=0)
---
R.random_structured(nn.Linear(2, 2), "weight", amount=1, dim=2)
---
R.ln_structured(nn.Linear(2, 2), "weight", amount=3, n=2, dim=0)
---
R.custom_from_mask(nn.Linear(2, 2), "weight", torch.ones(3))
---
R.remove(nn.Linear(2, 2), "weight")
---
R.BasePruningMethod()
---
R.PruningContainer(3)
---
R.PruningContainer().add_pruning_method(3)
---
R.global_unstructured([(nn.Linear(2, 2), "weight")], R.LnStructured, amount=1, n=2)
---
R.global_unstructured(3, R.L1Unstructured, amount=1)
---
R.global_unstructured([(nn.Linear(2, 2), "weight")], R.L1Unstructured, importance_scores=[1], amount=1)
---
U.fuse_conv_bn_eval(nn.Conv2d(1, 1, 1), nn.BatchNorm2d(1))
---
U.fuse_conv_bn_eval(nn.Conv2d(1, 1, 1).eval(), nn.BatchNorm2d(1, track_running_stats=False).eval())
---
U.fuse_linear_bn_eval(nn.Linear(2, 2).eval(), nn.BatchNorm1d(3).eval())
---
nn.parallel.DistributedDataParallel(nn.Linear(2, 2))
---
nn.parallel.data_parallel(nn.Linear(2, 2), torch.ones(1, 2))
---
nn.parallel.replicate(nn.Linear(2, 2), [0])
---
nn.parallel.replicate(nn.Linear(2, 2), ["cpu"])
---
nn.parallel.scatter(torch.ones(2), ["cpu"])
---
nn.parallel.gather([torch.ones(2)], "cpu")
---
nn.parallel.parallel_apply([nn.ReLU()], [torch.ones(2)])
---
nn.parallel.parallel_apply([nn.ReLU()], [])
---
with nn.attention.sdpa_kernel("math"): pass
---
with nn.attention.sdpa_kernel(nn.attention.SDPBackend.CUDNN_ATTENTION):
    F.scaled_dot_product_attention(*[torch.ones(1, 1, 2, 2)] * 3)
---
with nn.attention.sdpa_kernel(nn.attention.SDPBackend.FLASH_ATTENTION):
    F.scaled_dot_product_attention(*[torch.ones(1, 1, 2, 2)] * 3, dropout_p=0.5)
---
nn.attention.bias.causal_upper_left(2)
---
F.scaled_dot_product_attention(*[torch.ones(1, 1, 2, 2)] * 3, nn.attention.bias.causal_upper_left(2, 2), is_causal=True)
---
nn.AdaptiveLogSoftmaxWithLoss(4, 5, [])
---
nn.AdaptiveLogSoftmaxWithLoss(4, 5, [3, 2])
---
nn.AdaptiveLogSoftmaxWithLoss(4, 5, [5])
---
nn.AdaptiveLogSoftmaxWithLoss(4, 5, [1])(torch.ones(2, 4), torch.tensor([0, 5]))
---
nn.AdaptiveLogSoftmaxWithLoss(4, 5, [1])(torch.ones(2, 4), torch.tensor([0]))
---
nn.AdaptiveLogSoftmaxWithLoss(4, 5, [1])(torch.ones(4), torch.tensor([0, 1, 1, 1]))
---
nn.AdaptiveLogSoftmaxWithLoss(4, 5, [1])(torch.ones(2, 4), torch.tensor([[0, 1]]))
---
nn.LinearCrossEntropyLoss(4, 5, weight=torch.ones(3))
---
nn.LinearCrossEntropyLoss(4, 5, label_smoothing=2)
---
nn.LinearCrossEntropyOptions(acc_policy="none")
---
nn.LinearCrossEntropyOptions(chunking_method="aspect_ratio:0")
---
nn.LinearCrossEntropyOptions(batch_chunk_size=0)
---
nn.LinearCrossEntropyOptions(acc_dtype=torch.int8)
---
nn.GRU(2, 3, proj_size=1)
---
nn.RNN(2, 3, bias=0)
---
nn.LSTM(2.5, 3)
---
nn.LSTM(0, 3)
---
optim.SparseAdam([torch.ones(2, requires_grad=True)], lr=0)
---
optim.SparseAdam([torch.ones(2, dtype=torch.complex64, requires_grad=True)])
""")  # noqa: E501


@pytest.mark.parametrize("program", WORKING)
def test_programs_give_the_same(program):
    assert assert_same(program) is None


@pytest.mark.parametrize("program", FAILING)
def test_programs_fail_alike(program):
    assert assert_same(program) is not None


RECURRENT = [
    "nn.LSTM(3, 4, num_layers=2, bidirectional=True)",
    "nn.LSTM(3, 4, proj_size=2, batch_first=True, bias=False)",
    "nn.GRU(3, 4, 2)",
    "nn.RNN(3, 4, nonlinearity='relu')",
    "nn.Sequential(nn.Linear(3, 3), nn.GRU(3, 4))",
]


@pytest.mark.parametrize("made", RECURRENT)
@pytest.mark.parametrize(
    ("writer", "reader"), [(torch, backlight.torch), (backlight.torch, torch)], ids=["from torch", "to torch"]
)
def test_a_whole_recurrent_module_goes_to_the_other_library(made, writer, reader):
    known = names(writer)
    module = eval(made, known)
    file = io.BytesIO()
    writer.save(module, file)
    file.seek(0)
    other = reader.load(file, weights_only=False)
    values = np.random.default_rng(1).standard_normal((5, 2, 3)).astype(np.float32).tolist()

    assert repr(other) == repr(module)
    for mine, theirs in zip(module(writer.tensor(values)), other(reader.tensor(values)), strict=True):
        mine, theirs = [part[0] if isinstance(part, tuple) else part for part in (mine, theirs)]
        assert np.allclose(mine.detach().numpy(), theirs.detach().numpy(), atol=1e-6)
    assert other.double()(reader.tensor(values).double())[0].dtype == reader.float64


@pytest.mark.parametrize(
    "made", ["R.l1_unstructured(nn.Linear(4, 3), 'weight', 0.5)", "U.spectral_norm(nn.Linear(4, 3)).eval()"]
)
@pytest.mark.parametrize(
    ("writer", "reader"), [(torch, backlight.torch), (backlight.torch, torch)], ids=["from torch", "to torch"]
)
def test_a_module_with_its_hooks_goes_to_the_other_library(made, writer, reader):
    known = names(writer)
    module = eval(made, known)
    file = io.BytesIO()
    writer.save(module, file)
    file.seek(0)
    other = reader.load(file, weights_only=False)
    other_x = names(reader)["x"]

    assert np.allclose(module(known["x"]).detach().numpy(), other(other_x).detach().numpy(), atol=1e-6)
    assert str(other.load_state_dict(other.state_dict())) == "<All keys matched successfully>"
