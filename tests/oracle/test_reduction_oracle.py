"""Reductions, extrema, norms and scans under torch's names, line by line next to torch."""

from __future__ import annotations

import pytest

import backlight
from tests.oracle.calls import assert_same, lines, run

torch = pytest.importorskip("torch")

SUMS = """
x.sum()
x.sum(0)
x.sum(-1, True)
x.sum((0, 1))
x.sum([0, 1], keepdim=True)
x.sum(())
x.sum([])
x.sum(dim=None)
x.sum(dim=None, keepdim=True)
x.sum(axis=0)
x.sum(axis=0, keepdims=True)
x.sum(5)
x.sum((0, 0))
x.sum('a')
x.sum(1.5)
x.sum(dim=0, wrong=1)
x.sum(dtype=torch.float64)
x.sum(dtype=torch.int64)
x.sum(dtype=torch.bool)
i.sum(dtype=torch.float32)
s.sum(0)
s.sum(-1)
s.sum(1)
b.sum()
i.sum(1)
u.sum()
h.sum()
c.sum()
e.sum()
e2.sum(0)
e2.sum(1)
torch.sum(2.0)
torch.sum([x, x])
torch.sum(x, 0, True, dtype=torch.float64)
x.t().sum(0)
x[:, ::2].sum(1)
sum(x)
x.mean()
x.mean(1)
x.mean((0, 1), keepdim=True)
x.mean(axis=-1)
x.mean(())
i.mean()
b.mean()
i.mean(dtype=torch.float32)
h.mean()
c.mean()
e.mean()
e2.mean(0)
s.mean()
torch.mean([1.0])
n.nansum()
x.nansum(0)
i.nansum()
n.nanmean()
n.reshape(2, 3).nanmean(1)
i.nanmean()
x.prod()
x.prod(1)
x.prod(1, keepdim=True)
x.prod((0, 1))
i.prod()
b.prod()
i.prod(dtype=torch.float32)
e.prod()
b.all()
b.all(0)
b.all(dim=1, keepdim=True)
b.all((0, 1))
x.all()
u.all()
e.all()
i.any(1)
x.any(0)
e.any()
torch.any(x > 4)
torch.all(x > -9, dim=1)
torch.count_nonzero(x)
torch.count_nonzero(x, dim=1)
x.count_nonzero((0, 1))
x.logsumexp(1)
x.logsumexp((0, 1))
x.logsumexp(0, keepdim=True)
x.logsumexp()
i.logsumexp(0)
e.logsumexp(0)
torch.tensor([-inf, -inf]).logsumexp(0)
torch.tensor([inf, 1.0]).logsumexp(0)
torch.tensor([1e4, 1e4]).logsumexp(0)
z = torch.empty(0); torch.sum(x, 0, out=z); z
z = torch.empty(0); torch.mean(x, 0, out=z); z
"""

EXTREMA = """
x.max()
x.max(0)
x.max(1, True)
x.max(dim=-1, keepdim=True)
x.max(axis=0)
x.max(-1).indices
x.max(1)[0]
x.max(5)
x.max((0, 1))
x.max(y)
torch.max(x, other=y)
s.max()
s.max(0)
s.max(0, keepdim=True)
b.max()
b.max(0)
i.max()
n.max()
n.max(0)
n.min(0)
h.max()
e.max()
e2.max(0)
e2.max(1)
e2.min(0)
x.min()
x.min(0)
x.min(1, keepdim=True)
torch.max(torch.tensor([[1.0, 3.0, 3.0]]), 1)
torch.min(torch.tensor([[3.0, 1.0, 1.0]]), 1)
x.amax()
x.amax(0)
x.amax((0, 1), keepdim=True)
x.amax(dim=(-1,))
x.amin(1)
n.amax()
i.amin(0)
e.amax()
e2.amax(0)
e2.amax(1)
x.argmax()
x.argmax(1)
x.argmax(1, keepdim=True)
x.argmax(keepdim=True)
x.argmax(dim=None)
x.argmax(axis=0)
x.argmin(-1)
i.argmax()
n.argmax()
n.argmin()
s.argmax()
s.argmax(0)
e.argmax()
e2.argmax(0)
e2.argmax(1)
x.argmax(3)
torch.aminmax(x)
torch.aminmax(x, dim=0)
torch.aminmax(x, dim=1, keepdim=True)
torch.aminmax(e)
torch.max(x, dim=0, out=(torch.empty(0), torch.empty(0, dtype=torch.int64)))
torch.max(2.0)
torch.argmax([1.0])
values, indices = x.max(1); values, indices
x.max(1).values + x.max(1)[1]
len(x.max(1))
x.max(1) == 3
"""

NORMS = """
x.var()
x.var(0)
x.var(0, False)
x.var(0, unbiased=False)
x.var(dim=1, correction=0)
x.var(correction=2)
x.var((0, 1), keepdim=True)
x.var(0, correction=2.5)
x.std()
x.std(1)
x.std(False)
x.std(0, False)
x.std(0, unbiased=False, keepdim=True)
x.std(axis=0)
x.std(dim=None)
i.std()
i.float().std()
h.var()
e.std()
s.std()
s.var(unbiased=False)
torch.tensor([1.0]).std()
(x + 1e4).var(1)
torch.var(x, 0, True, True)
torch.std(x, dim=1, correction=0)
torch.var_mean(x)
torch.var_mean(x, 0)
torch.var_mean(x, dim=1, correction=0, keepdim=True)
torch.std_mean(x, 0)
torch.std_mean(x, unbiased=False)
x.norm()
x.norm(1)
x.norm('fro')
x.norm('nuc')
x.norm(inf)
x.norm(-inf)
x.norm(0)
x.norm(3, dim=1)
x.norm(2, 0)
x.norm(p=2, dim=(0, 1), keepdim=True)
x.norm(dim=0)
x.norm(p='fro', dim=1)
x.norm(2.5, -1, True)
i.norm()
i.float().norm(dtype=torch.float64)
h.norm()
e.norm()
e.norm(inf)
s.norm()
torch.norm(x, 'fro', dim=1)
torch.norm(x, 2.5)
torch.norm(x, p=1, dim=0)
torch.norm(x - y)
c.norm()
x.dist(y)
x.dist(y, 1)
torch.dist(x, y, inf)
x.renorm(2, 0, 1.0)
torch.renorm(x, p=1, dim=1, maxnorm=2)
x.renorm_(2, 0, 1.0); x
"""

SCANS = """
x.cumsum(0)
x.cumsum(-1)
x.cumsum(dim=1)
x.cumsum(axis=1)
x.cumsum()
x.cumsum(3)
i.cumsum(1)
b.cumsum(1)
u.cumsum(0)
h.cumsum(0)
s.cumsum(0)
e.cumsum(0)
i.cumsum(1, dtype=torch.float32)
torch.cumsum(i, 0, dtype=torch.float64)
x.cumsum_(0); x
x.cumprod(1)
i.cumprod(1)
x.cummax(1)
x.cummin(1)
n.cummax(0)
n.cummin(0)
torch.cummax(torch.tensor([1, 3, 3, 2]), 0)
x.logcumsumexp(1)
torch.logcumsumexp(torch.tensor([-inf, 1.0, 1e4]), 0)
x.diff()
x.diff(dim=0)
x.diff(n=2)
x.diff(n=9)
x.diff(prepend=x[:, :1], append=x[:, :2])
b.diff()
i.diff(1, 0)
s.diff()
torch.trapezoid(x)
torch.trapezoid(x, dx=2.0, dim=0)
torch.trapezoid(x, y)
torch.trapz(x, torch.tensor([0.0, 1.0, 3.0, 4.0]))
torch.trapezoid(x, torch.tensor([0.0, 2.0]), dim=0)
"""

GRADIENTS = """
g.sum().backward(); g.grad
g.mean().backward(); g.grad
g.prod().backward(); g.grad
(g * torch.tensor([0.0, 1.0, 1.0])).prod().backward(); g.grad
(g * torch.tensor([0.0, 0.0, 1.0])).prod().backward(); g.grad
g.var().backward(); g.grad
g.std().backward(); g.grad
(g * 0 + 1).std().backward(); g.grad
(g * 0).norm().backward(); g.grad
(g * 0).norm(1).backward(); g.grad
(g * 0).norm(3).backward(); g.grad
(g * 0).norm(inf).backward(); g.grad
(g * 0 + 1).norm(inf).backward(); g.grad
(g - 2).norm(1.5).backward(); g.grad
g.max().backward(); g.grad
g.min().backward(); g.grad
(g * 0).max().backward(); g.grad
(g * 0).amax().backward(); g.grad
(g * 0).max(0)[0].backward(); g.grad
(g * 0).min(0)[0].backward(); g.grad
(g.repeat(2, 1) * 0).amax(0).sum().backward(); g.grad
(g.repeat(2, 1) * 0).max(1).values.sum().backward(); g.grad
sum(torch.aminmax(g * 0)).backward(); g.grad
(g * 0).median().backward(); g.grad
(g * 0).cummax(0)[0].sum().backward(); g.grad
g.cumsum(0).prod().backward(); g.grad
g.cumprod(0).sum().backward(); g.grad
(g * torch.tensor([1.0, 0.0, 1.0])).cumprod(0).sum().backward(); g.grad
(g * torch.tensor([0.0, 0.0, 1.0])).cumprod(0).sum().backward(); g.grad
g.logcumsumexp(0).sum().backward(); g.grad
g.logsumexp(0).backward(); g.grad
(g / 0).nansum().backward(); g.grad
g.nanmean().backward(); g.grad
g.diff().prod().backward(); g.grad
torch.dist(g, p).backward(); g.grad
g.renorm(2, 0, 1.0)
g.reshape(3, 1).renorm(2, 0, 1.0).sum().backward(); g.grad
torch.var_mean(g)[0].backward(); g.grad
torch.trapezoid(g).backward(); g.grad
g.argmax().requires_grad
g.sum(dtype=torch.float64).backward(); g.grad
g.double().sum().backward(); g.grad
g.half().mean().backward(); g.grad
g.max(0)[1].requires_grad
(g > 1).all().requires_grad
"""


@pytest.mark.parametrize("line", [*lines(SUMS), *lines(EXTREMA), *lines(NORMS), *lines(SCANS), *lines(GRADIENTS)])
def test_the_line_does_what_it_does_in_torch(line):
    assert_same(torch, line, tolerance=1e-3 if "h." in line else 3e-6)


NODES = """
g.sum()
g.sum(0)
g.mean()
g.mean(0)
g.prod()
g.prod(0)
g.var()
g.std()
g.max()
g.max(0)[0]
g.min(0)[0]
g.amax()
g.logsumexp(0)
g.norm()
g.norm(1)
g.cumsum(0)
g.cumprod(0)
g.cummax(0)[0]
g.logcumsumexp(0)
g.nansum()
g.nanmean()
g.median()
g.median(0)[0]
g.nanmedian()
g.sort()[0]
g.topk(2)[0]
g.kthvalue(1)[0]
g.mode()[0]
"""


@pytest.mark.parametrize("line", lines(NODES))
def test_the_node_has_the_name_it_has_in_torch(line):
    assert type(run(backlight, line).grad_fn).__name__ == type(run(torch, line).grad_fn).__name__


@pytest.mark.parametrize(
    "line",
    ["x.max(1)", "x.min(0)", "x.sort()", "x.topk(2)", "x.median(1)", "x.mode()", "x.kthvalue(1)", "x.cummax(0)"]
    + ["torch.aminmax(x)", "g.max(0)", "x.nanmedian(1)", "x.cummin(1)"],
)
def test_a_named_result_prints_as_in_torch(line):
    assert repr(run(backlight, line)) == repr(run(torch, line))
