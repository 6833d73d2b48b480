"""A few of the largest singular or eigenvalues: by random projection, and for pencils of symmetric matrices.

Halko, Martinsson & Tropp, "Finding structure with randomness" (2009), algorithms 4.4 and 5.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.linalg.checking import expect_square, kind_of, matrices_in
from backlight.linalg.definite import cholesky
from backlight.linalg.eigen import eigh
from backlight.linalg.orthogonal import qr
from backlight.linalg.singular import svd
from backlight.linalg.solving import solve_triangular
from backlight.tensor.random import randn

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _basis(A: Any, q: int, niter: int) -> Any:
    """Orthonormal columns that nearly span what A maps to, after `niter` rounds of A Aᴴ."""
    start: Any = randn(A._array.shape[-1], q, dtype=A.dtype)
    Q: Any = qr(A @ start)[0]
    for _ in range(niter):
        Q = qr(A.mT.conj() @ Q)[0]
        Q = qr(A @ Q)[0]
    return Q


def svd_lowrank(
    A: Tensor, q: int | None = 6, niter: int | None = 2, M: Tensor | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """U, S and V with U @ diag(S) @ Vᴴ ≈ A − M, of the q largest singular values; they draw on the random stream.

    >>> U, S, V = svd_lowrank(backlight.ones(4, 3), q=1)
    >>> U.shape, S.shape, V.shape
    (torch.Size([4, 1]), torch.Size([1]), torch.Size([3, 1]))
    """
    x: Any = matrices_in("svd_lowrank", A)
    q, niter = 6 if q is None else q, 2 if niter is None else niter
    m, n = x._array.shape[-2:]
    if M is not None:
        x = x - M.broadcast_to(x._array.shape)
    wide = m < n
    if wide:
        x = x.mT.conj()
    Q = _basis(x, q, niter)
    U, S, Vh = svd(Q.mT.conj() @ x, full_matrices=False)
    V: Any = Vh.mT.conj()
    U = Q @ U
    return (V, S, U) if wide else (U, S, V)


def pca_lowrank(A: Tensor, q: int | None = None, center: bool = True, niter: int = 2) -> tuple[Tensor, Tensor, Tensor]:
    """The q principal directions of the rows of A, as columns of V, with `svd_lowrank`; `center` takes the mean off.

    >>> U, S, V = pca_lowrank(backlight.tensor([[1., 1.], [2., 2.], [3., 3.]]), q=1)
    >>> round(S.item(), 4)
    2.0
    """
    x: Any = A
    m, n = x._array.shape[-2:]
    q = min(6, m, n) if q is None else q
    if not 0 <= q <= min(m, n):
        raise ValueError(f"q(={q}) must be non-negative integer and not greater than min(m, n)={min(m, n)}")
    if niter < 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    if x._array.dtype.kind in "biu":
        raise ValueError(f"pca_lowrank: input must be a floating or complex tensor, got {kind_of(x)}")
    return svd_lowrank(x - x.mean(-2, keepdim=True) if center else x, q, niter=niter)


def lobpcg(
    A: Tensor,
    k: int | None = None,
    B: Tensor | None = None,
    X: Tensor | None = None,
    n: int | None = None,
    iK: Tensor | None = None,
    niter: int | None = None,
    tol: float | None = None,
    largest: bool | None = None,
    method: str | None = None,
    tracker: Any = None,
    ortho_iparams: dict | None = None,
    ortho_fparams: dict | None = None,
    ortho_bparams: dict | None = None,
) -> tuple[Tensor, Tensor]:
    """The k largest (smallest without `largest`) eigenvalues of A x = λ B x, for symmetric A and positive B.

    torch iterates; here all eigenvalues are computed, so that `iK`, `niter`, `tol`, `method` and the parameters of
    orthogonalisation change nothing. The sign of the vectors is arbitrary, as it is there.

    >>> lobpcg(backlight.tensor([[2., 0., 0.], [0., 5., 0.], [0., 0., 1.]]), k=1)[0]
    tensor([5.])
    """
    x: Any = A
    expect_square("lobpcg", x)
    if tracker is not None:
        raise NotImplementedError("lobpcg: a tracker watches iterations, of which there are none here; leave it away")
    size = x._array.shape[-1]
    started = None if X is None else X._array.shape[-1]
    count: int = (started or 1) if k is None else k
    width: int = started or n or count
    if size < 3 * width:
        raise ValueError(
            f"LPBPCG algorithm is not applicable when the number of A rows (={size}) is smaller than 3 x the number of "
            f"requested eigenpairs (={width}); take linalg.eigh"
        )
    root: Any = None
    if B is not None:  # with B = L Lᴴ it is the problem of L⁻¹ A L⁻ᴴ
        root = cholesky(B)
        x = solve_triangular(root, x, upper=False)
        x = solve_triangular(root.mT.conj(), x, upper=True, left=False)
    values, vectors = eigh((x + x.mT.conj()) / 2)
    if largest or largest is None:
        values, vectors = values[..., -count:].flip(-1), vectors[..., -count:].flip(-1)
    else:
        values, vectors = values[..., :count], vectors[..., :count]
    if root is not None:
        vectors = solve_triangular(root.mT.conj(), vectors, upper=True)
    return values, vectors
