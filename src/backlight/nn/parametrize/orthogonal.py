"""Orthogonal weights: a matrix of orthonormal columns (or rows) as a function of one that is free."""

from __future__ import annotations

from enum import Enum
from typing import Any

from backlight.autograd.grad_mode import no_grad
from backlight.core.limits import finfo
from backlight.core.variable import Variable
from backlight.linalg.orthogonal import geqrf, householder_product
from backlight.linalg.solving import solve
from backlight.nn.modules.module import Module
from backlight.nn.parametrize.registering import register_parametrization
from backlight.tensor.creation import eye, zeros_like
from backlight.tensor.joining import cat
from backlight.tensor.random import randn


class _OrthMaps(Enum):
    matrix_exp = 1
    cayley = 2
    householder = 3


class _Orthogonal(Module):
    """X → Q with orthonormal columns, for a wide X rows; with `base`, base @ Q."""

    torch_module = "torch.nn.utils.parametrizations"

    def __init__(self, weight: Any, orthogonal_map: _OrthMaps, *, use_trivialization: bool = True) -> None:
        super().__init__()
        if weight.is_complex() and orthogonal_map is _OrthMaps.householder:
            raise ValueError("The householder parametrization does not support complex tensors.")
        self.shape = weight.shape
        self.orthogonal_map = orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X: Any) -> Any:
        """The orthogonal matrix."""
        wide = X.size(-2) < X.size(-1)
        x = X.mT if wide else X  # (…, n, k), n ≥ k
        q = _reflected(x) if self.orthogonal_map is _OrthMaps.householder else self._rotated(x)
        if hasattr(self, "base"):
            q = self.base @ q
        return q.mT if wide else q

    def _rotated(self, x: Any) -> Any:
        """exp(A), or (I - A/2)⁻¹ (I + A/2), of the skew A that the lower triangle of x gives."""
        n, k = x.shape[-2:]
        x = x.tril()
        if n != k:
            x = cat([x, x.new_zeros(n, n - k).expand(*x.shape[:-2], -1, -1)], -1)  # (…, n, k) -> (…, n, n)
        a = x - x.mH
        if self.orthogonal_map is _OrthMaps.matrix_exp:
            q = a.matrix_exp()
        else:
            one: Any = eye(n, dtype=a.dtype)
            q = solve(one.add(a, alpha=-0.5), one.add(a, alpha=0.5))
        return q if n == k else q[..., :k]

    @no_grad()
    def right_inverse(self, Q: Any) -> Any:
        """What gives Q, or the orthogonal matrix that a QR decomposition finds in it."""
        if Q.shape != self.shape:
            raise ValueError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of shape {Q.shape}."
            )
        wide = Q.size(-2) < Q.size(-1)
        q: Any = Q.mT if wide else Q
        if hasattr(self, "base"):
            self.base = _completed(q)
            start: Any = zeros_like(Q)  # householder of it is the identity, and so are the other two maps
            start.diagonal(dim1=-2, dim2=-1).fill_(-1.0)
            return start
        if self.orthogonal_map is not _OrthMaps.householder:
            raise NotImplementedError(
                "It is not possible to assign to the matrix exponential or the Cayley parametrizations when "
                "use_trivialization=False."
            )
        a, tau = geqrf(q)
        sign = a.diagonal(dim1=-2, dim2=-1)
        sign.sign_()
        sign[tau == 0.0] *= -1  # where LAPACK left a reflection away
        return a.mT if wide else a


def _reflected(x: Any) -> Any:
    """The product of the reflections whose vectors stand below the diagonal of x, which holds signs."""
    a = x.tril(diagonal=-1)
    q: Any = householder_product(a, 2.0 / (1.0 + (a * a).sum(dim=-2)))
    return q * x.diagonal(dim1=-2, dim2=-1).int().unsqueeze(-2)


def _completed(q: Any) -> Any:
    """A square orthogonal matrix that begins with the columns of q, made orthonormal if they are not."""
    n, k = q.shape[-2:]
    if n != k:
        return _orthonormal(cat([q, randn(*q.shape[:-2], n, n - k, dtype=q.dtype)], -1))
    close = (q.mH @ q).allclose(eye(k, dtype=q.dtype), atol=10.0 * n * finfo(q.dtype).eps)
    return q.clone() if close else _orthonormal(q)


def _orthonormal(a: Any) -> Any:
    """The Q of a = QR whose R has a positive diagonal."""
    x, tau = geqrf(a)
    q: Any = householder_product(x, tau)
    return q * x.diagonal(dim1=-2, dim2=-1).sgn().unsqueeze(-2)


def orthogonal(
    module: Module, name: str = "weight", orthogonal_map: str | None = None, *, use_trivialization: bool = True
) -> Module:
    """Keep a matrix (…, m, n) orthogonal: orthonormal columns where m ≥ n, orthonormal rows otherwise.

    Args:
        name: the parameter.
        orthogonal_map: "matrix_exp" (default where m = n or for complex numbers), "cayley", or "householder".
        use_trivialization: learn the way from a fixed orthogonal matrix, `parametrizations.<name>[0].base`
            (Lezcano-Casado, 2019); the others then can be assigned to as well.

    >>> layer = orthogonal(backlight.nn.Linear(2, 2))
    >>> bool(backlight.allclose(layer.weight @ layer.weight.T, backlight.eye(2), atol=1e-5))
    True
    """
    x: Any = getattr(module, name, None)
    if not isinstance(x, Variable):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    dims = x._array.ndim
    if dims < 2:
        raise ValueError(f"Expected a matrix or batch of matrices. Got a tensor of {dims} dimensions.")
    weight: Any = x
    if orthogonal_map is None:
        orthogonal_map = "matrix_exp" if weight.size(-2) == weight.size(-1) or weight.is_complex() else "householder"
    if orthogonal_map not in _OrthMaps.__members__:
        raise ValueError(
            f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}'
        )
    made = _Orthogonal(weight, _OrthMaps[orthogonal_map], use_trivialization=use_trivialization)
    return register_parametrization(module, name, made, unsafe=True)
