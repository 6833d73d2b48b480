"""Statistics, slopes, histograms, masked reductions and complex pairs under torch's names, next to torch."""

from __future__ import annotations

import pytest

from tests.oracle.calls import assert_same, lines

torch = pytest.importorskip("torch")

STATISTICS = """
torch.cov(x)
x.cov(correction=0)
torch.cov(x[0])
torch.cov(s)
torch.cov(i)
torch.cov(b)
torch.cov(torch.complex(x, y))
torch.cov(x, fweights=torch.tensor([1, 2, 0, 3]))
torch.cov(x, aweights=torch.tensor([1., 2, 0, 3]))
torch.cov(x, fweights=torch.tensor([1, 2, 0, 3]), aweights=torch.tensor([1., 2, 0, 3]))
torch.cov(x, fweights=torch.tensor([1., 2, 0, 3]))
torch.cov(x, aweights=torch.tensor([1, 2, 0, 3]))
torch.cov(x, aweights=torch.tensor([1., 2, 0, -3]))
torch.cov(x, aweights=torch.ones(3))
torch.cov(torch.ones(2, 2, 2))
torch.cov(g)
torch.corrcoef(x)
x.corrcoef()
torch.corrcoef(x[0])
torch.corrcoef(torch.complex(x, y))
torch.corrcoef(i)
torch.corrcoef(torch.ones(2, 2, 2))
torch.manual_seed(3); torch.binomial(torch.full((4, 5), 20.0), torch.full((5,), 0.3))
torch.manual_seed(3); torch.binomial(torch.full((9,), 200.0), torch.full((9,), 0.9))
torch.binomial(i, i)
torch.binomial(p, d)
torch.histogram(x, 3)
torch.histogram(x, 3, range=(0., 2.))
torch.histogram(x, torch.tensor([-1., 0., 3.]))
torch.histogram(x, 3, weight=y)
torch.histogram(x, 3, weight=y, density=True)
torch.histogram(x, 3, density=True)
x.histogram(2)
torch.histogram(e, 3)
torch.histogram(x, 0)
torch.histogram(i, 3)
torch.histogram(x, 3, weight=y[0])
torch.histogram(x, 3, range=(2., 1.))
torch.histogram(n, 3)
torch.histogramdd(x, [2, 2, 2, 2])[0]
torch.histogramdd(x[:, :2], 3)[0]
torch.histogramdd(x[:, :2], [2, 3], range=[0., 4., 0., 4.])[1]
torch.histogramdd(x[:, :2], [2, 3], weight=torch.tensor([1., 2.]), density=True)[0]
torch.histogramdd(x, [2])
torch.histc(x, 3)
torch.histc(x, 4, 0, 2)
torch.histc(x, 4, 2, 0)
"""

SLOPES = """
torch.gradient(x)
torch.gradient(x, dim=0)
torch.gradient(x, dim=(1,))
torch.gradient(x, spacing=2.0)
torch.gradient(x, spacing=[2.0, 0.5])
torch.gradient(x, spacing=2)
torch.gradient(x, dim=1, edge_order=2)
torch.gradient(x[0], spacing=(torch.tensor([0., 1., 3., 4.]),))
torch.gradient(x, spacing=(torch.tensor([0., 1., 3., 4.]),), dim=1, edge_order=2)
torch.gradient(i)
torch.gradient(g)
torch.gradient(x, edge_order=3)
torch.gradient(x, edge_order=2)
torch.gradient(x, spacing=[1.0])
torch.gradient(x, dim=(0, 0))
torch.gradient(x, dim=2)
torch.gradient(s)
torch.gradient(u)
torch.cumulative_trapezoid(x)
torch.cumulative_trapezoid(x, dim=0)
torch.cumulative_trapezoid(x, dx=0.5)
torch.cumulative_trapezoid(x, y)
torch.cumulative_trapezoid(x, y[0])
torch.cumulative_trapezoid(x, y[0, :2])
torch.cumulative_trapezoid(i)
torch.cumulative_trapezoid(g)
torch.trapezoid(x, y)
torch.trapezoid(x, y[0])
torch.trapezoid(x, y[0, :2])
torch.trapezoid(x, y, dim=0)
torch.trapz(x, dx=2.0)
torch.diff(x, n=2)
torch.diff(x, n=-1)
torch.diff(x, prepend=x[:, :1], append=x)
torch.renorm(x, 2, 0, 1.0)
torch.renorm(x, 1, -1, 1.0)
"""

COMPLEX = """
torch.view_as_real(c)
torch.view_as_real(x)
torch.view_as_complex(x.reshape(4, 2))
torch.view_as_complex(x)
torch.view_as_complex(i)
torch.view_as_complex(x[:, :2].t())
torch.conj_physical(c)
torch.conj_physical(x)
c.clone().conj_physical_()
torch.resolve_conj(c)
torch.resolve_neg(c)
c.resolve_conj()
torch.complex(x, y)
torch.complex(x, d)
torch.complex(i, i)
torch.polar(x, y)
torch.abs(c)
torch.angle(c)
torch.angle(x)
torch.angle(i)
torch.sgn(c)
torch.sgn(x)
"""

MASKED = ("sum", "prod", "amax", "amin", "mean", "norm", "var", "std", "logsumexp", "argmax", "argmin", "median")
OF_MASKED = """
torch.masked.F(x, mask=y > 0)
torch.masked.F(x, dim=1, mask=y > 0)
torch.masked.F(x, dim=0, mask=y[0] > 0)
torch.masked.F(x, dim=1, keepdim=True)
torch.masked.F(x, dim=0, mask=b)
torch.masked.F(i, dim=0, mask=i > 1)
torch.masked.F(g, dim=0, mask=torch.tensor([True, False, True]))
torch.masked.F(x, dim=0, dtype=torch.float64)
torch.masked.F(x, dim=2)
torch.masked.F(x, dim=0, mask=torch.ones(2, 2, 4))
"""
MAPS = """
torch.masked.softmax(x, 1, mask=y > 0)
torch.masked.log_softmax(x, 1, mask=y > 0)
torch.masked.softmin(x, 0, mask=y > 0)
torch.masked.cumsum(x, 1, mask=y > 0)
torch.masked.cumprod(i, 1, mask=i > 1)
torch.masked.normalize(x, 2.0, 1, mask=y > 0)
torch.masked.logaddexp(x, y, input_mask=y > 0)
torch.masked.var(x, 1, False, mask=y > 0)
torch.masked.var(x, 1, correction=2, mask=y > 0)
torch.masked.std(x, 1, True, correction=2)
torch.masked.norm(x, 1.0, 1, mask=y > 0)
torch.masked.norm(x, -inf, 1, mask=y > 0)
"""


@pytest.mark.parametrize("line", lines(STATISTICS + SLOPES))
def test_statistics_and_slopes_are_those_of_torch(line):
    assert_same(torch, line)


@pytest.mark.parametrize("line", lines(COMPLEX))
def test_complex_numbers_do_as_in_torch(line):
    assert_same(torch, line)


@pytest.mark.parametrize("line", [line.replace("F(", f"{n}(") for line in lines(OF_MASKED) for n in MASKED])
def test_masked_reductions_are_those_of_torch(line):
    assert_same(torch, line)


@pytest.mark.parametrize("line", lines(MAPS))
def test_masked_maps_are_those_of_torch(line):
    assert_same(torch, line)
