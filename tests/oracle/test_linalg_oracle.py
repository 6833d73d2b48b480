"""torch.linalg and the older names next to torch itself: forms of the calls, named results, and the mistakes."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import backlight.torch
from tests.oracle.graphs import assert_same, lines

torch = pytest.importorskip("torch")

CALLS = """
torch.linalg.det(r(3, 3))
torch.linalg.det(r(2, 3, 3))
torch.det(r(3, 3))
r(3, 3).det()
torch.logdet(r(2, 3, 3))
torch.linalg.slogdet(r(3, 3)).logabsdet
torch.linalg.inv(r(3, 3))
torch.inverse(r(3, 3))
r(2, 3, 3).inverse()
torch.linalg.inv_ex(r(3, 3)).inverse
torch.linalg.pinv(r(3, 2))
torch.linalg.pinv(r(2, 3), rtol=1e-3, atol=1e-4)
torch.linalg.pinv(t([[2., 0.], [0., 0.]]), 1e-3)
torch.pinverse(r(3, 2))
torch.linalg.solve(r(3, 3), r(3))
torch.linalg.solve(r(3, 3), r(3, 2))
torch.linalg.solve(r(3, 3), r(2, 3), left=False)
torch.linalg.solve(r(2, 3, 3), r(2, 3))
torch.linalg.solve(r(2, 3, 3), r(3, 1))
torch.linalg.solve(r(3, 3), r(2, 3, 2))
torch.linalg.solve_ex(r(3, 3), r(3)).result
torch.linalg.solve_triangular(r(3, 3), r(3, 2), upper=True)
torch.linalg.solve_triangular(r(3, 3), r(2, 3), upper=False, left=False, unitriangular=True)
torch.triangular_solve(r(3, 2), r(3, 3), transpose=True).solution
torch.linalg.cholesky(torch.eye(3) * 2)
torch.linalg.cholesky_ex(t([[1., 0.], [0., -1.]])).info
torch.linalg.lu_factor(r(4, 3)).LU
torch.linalg.lu_factor(r(4, 3)).pivots
torch.linalg.lu_factor_ex(t([[1., 1.], [1., 1.]])).info
torch.linalg.lu(r(3, 5)).U
torch.linalg.lu(r(5, 3)).P
torch.lu(r(3, 3))[0]
torch.lu_unpack(*torch.lu(r(3, 3)), unpack_data=False).P
torch.linalg.qr(r(3, 2)).R
torch.linalg.qr(r(2, 3), mode='complete').Q
torch.linalg.qr(t([[3.], [4.]]), 'r').Q
torch.linalg.householder_product(r(3, 2), r(2))
torch.orgqr(r(3, 2), r(2))
torch.ormqr(r(3, 2), r(2), r(3, 2), transpose=True)
torch.linalg.svdvals(r(3, 2))
torch.linalg.svd(r(3, 2)).S
torch.linalg.eigvalsh(r(3, 3))
torch.linalg.eigvalsh(r(3, 3), UPLO='U')
torch.linalg.matrix_exp(r(3, 3))
torch.linalg.matrix_power(r(3, 3), 3)
torch.linalg.matrix_power(r(3, 3), -2)
torch.matrix_power(r(3, 3), 0)
torch.linalg.matrix_rank(r(3, 2))
torch.linalg.matrix_rank(t([[1., 0.], [0., 1e-5]]), tol=1e-3)
torch.linalg.matrix_norm(r(2, 3), 'nuc')
torch.linalg.matrix_norm(r(2, 3), 2, keepdim=True)
torch.linalg.matrix_norm(r(2, 3, 4), -2, dim=(0, 2))
torch.linalg.norm(r(2, 3), 'nuc')
torch.linalg.cond(r(3, 3).detach(), 'fro')
torch.linalg.cond(t([[1., 1.], [1., 1.]]), 1)
torch.linalg.vecdot(r(2, 3), r(3))
torch.linalg.vander(r(3), N=4)
torch.linalg.multi_dot([r(2, 3), r(3, 4), r(4)])
torch.linalg.tensorinv(r(2, 3, 6))
torch.linalg.tensorinv(r(6, 6), ind=1)
torch.linalg.tensorsolve(r(2, 3, 6), r(2, 3))
torch.linalg.tensorsolve(r(2, 6, 3), r(2, 3), dims=(1,))
torch.linalg.lstsq(r(4, 2), r(4, 3)).solution
torch.linalg.lstsq(r(4, 2), r(4), driver='gelsd').residuals
torch.linalg.lstsq(r(4, 2), r(4), driver='gelss').singular_values
torch.nuclear_norm(r(3, 2))
torch.norm(r(3, 2), 'nuc')
torch.chain_matmul(r(2, 3), r(3, 4), r(4, 2))
"""

# Composed here of other operations than in torch: the last node has another name.
OTHER_NAMES = ("vecdot", "tensor", "cond", "'nuc'", "matrix_norm", "logdet", "triangular_solve", "nuclear", "lstsq")

MISTAKES = """
torch.linalg.det(r(2, 3))
torch.linalg.det(torch.ones(2, 2).long())
torch.linalg.inv(torch.zeros(2, 2))
torch.linalg.solve(torch.zeros(2, 2), torch.ones(2))
torch.linalg.solve(r(3, 3), r(4, 2))
torch.linalg.solve(r(3, 3), torch.ones(3, 2).double())
torch.linalg.solve(r(2, 3, 3), r(4, 3, 2))
torch.linalg.solve(r(3, 3), r(3), left=False)
torch.linalg.cholesky(-torch.eye(2))
torch.linalg.qr(r(2, 2), mode='full')
torch.linalg.qr(r(3))
torch.linalg.eigh(r(2, 2), UPLO='X')
torch.linalg.eig(torch.full((2, 2), float('nan')))
torch.linalg.svd(torch.full((2, 2), float('nan')))
torch.linalg.svd(r(2, 2), driver='gesvd')
torch.linalg.lu_factor(torch.zeros(2, 2))
torch.linalg.lu(r(2, 2), pivot=False)
torch.linalg.lstsq(r(3, 2), r(4, 2))
torch.linalg.lstsq(r(3, 2), r(3, 2), driver='qr')
torch.linalg.matrix_norm(r(3, 2), 'euclid')
torch.linalg.matrix_norm(r(3, 2), 3)
torch.linalg.matrix_norm(r(3, 2), dim=(0, 0))
torch.linalg.norm(r(2, 3, 4), 2)
torch.linalg.cond(r(3, 2), 1)
torch.linalg.cond(r(2, 2), 'euclid')
torch.linalg.tensorinv(r(2, 2), 0)
torch.linalg.tensorinv(r(2, 3), 1)
torch.linalg.vander(r(3), N=1)
torch.linalg.vecdot(torch.tensor([1]), torch.tensor([1]))
torch.linalg.matrix_exp(torch.ones(2, 2).long())
torch.linalg.matrix_rank(r(3))
torch.linalg.pinv(r(3))
torch.linalg.householder_product(r(2, 3), r(2))
torch.lu_unpack(r(2, 2), torch.tensor([1, 2]))
torch.symeig(r(2, 2))
torch.eig(r(2, 2))
torch.solve(r(2, 2), r(2, 2))
torch.lstsq(r(2, 2), r(2, 2))
torch.lobpcg(r(2, 2), 1)
"""


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("line", lines(CALLS))
def test_calls_do_the_same(line, dtype):
    if "eye" in line and dtype == "float64":
        return  # the line makes float32 in any case
    named = not any(part in line for part in OTHER_NAMES)
    ours, theirs = (backlight.torch, backlight.torch.nn.functional), (torch, torch.nn.functional)
    assert_same(ours, theirs, line, dtype, named)


@pytest.mark.parametrize("line", lines(MISTAKES))
def test_mistakes_are_of_the_same_class(line):
    assert_same((backlight.torch, backlight.torch.nn.functional), (torch, torch.nn.functional), line)


NAMED = """
linalg.slogdet linalg.inv_ex linalg.cholesky_ex linalg.qr linalg.svd linalg.eig linalg.eigh linalg.lu linalg.lu_factor
linalg.lu_factor_ex linalg.ldl_factor linalg.ldl_factor_ex svd qr slogdet geqrf
"""


@pytest.mark.parametrize("path", NAMED.split())
def test_results_have_the_same_type_and_parts(path):
    results = []
    for library in (backlight.torch, torch):
        function = library
        for name in path.split("."):
            function = getattr(function, name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results.append(function(library.eye(3) * 2))
    ours, theirs = results

    assert type(ours).__name__ == type(theirs).__name__
    for name in [n for n in dir(theirs) if isinstance(getattr(theirs, n), torch.Tensor)]:
        part, expected = getattr(ours, name), getattr(theirs, name)
        assert str(part.dtype) == str(expected.dtype)
        np.testing.assert_allclose(np.abs(part.numpy()), np.abs(expected.numpy()), rtol=1e-6, atol=1e-6)


def test_no_name_of_torch_linalg_is_missing():
    names = [name for name in dir(torch.linalg) if not name.startswith("_") and callable(getattr(torch.linalg, name))]

    assert [name for name in names if not hasattr(backlight.torch.linalg, name)] == []
