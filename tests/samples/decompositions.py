"""Samples for what is factored, solved and inverted: well-conditioned matrices, real and complex, batched and empty."""

from __future__ import annotations

import numpy as np

from tests.samples import ErrorSample, OpSamples, Sample


def matrices(rng, *shape, imaginary=False):
    """Random matrices with singular values from 1 to 2, none of them close to another."""
    m, n = shape[-2:]
    parts = [rng.standard_normal(shape) for _ in range(1 + imaginary)]
    u, s, vh = np.linalg.svd(parts[0] + 1j * parts[1] if imaginary else parts[0], full_matrices=False)
    return (u * np.linspace(2, 1, s.shape[-1])) @ vh if min(m, n) else np.zeros(shape, u.dtype)


def normal(rng, *shape, imaginary=False):
    x = rng.standard_normal(shape)
    return x + 1j * rng.standard_normal(shape) if imaginary else x


def squares(rng):
    return [
        Sample((matrices(rng, 4, 4),)),
        Sample((matrices(rng, 2, 3, 3),), name="batch"),
        Sample((matrices(rng, 3, 3, imaginary=True),), name="complex"),
        Sample((matrices(rng, 1, 1),), name="one"),
        Sample((matrices(rng, 3, 3).T,), name="transposed"),
        Sample((np.zeros((0, 3, 3)),), name="no_matrices"),
        Sample((np.zeros((2, 0, 0)),), name="empty"),
    ]


def singular(rng):
    x = matrices(rng, 3, 3)
    x[2] = x[0] + x[1]
    return [*squares(rng), Sample((matrices(rng, 70, 70) * 1.2,), name="large")]


def rectangles(rng, differentiable=True):
    return [
        Sample((matrices(rng, 3, 3),), differentiable=differentiable),
        Sample((matrices(rng, 4, 2),), name="tall", differentiable=differentiable),
        Sample((matrices(rng, 2, 4),), name="wide", differentiable=differentiable),
        Sample((matrices(rng, 2, 3, 3),), name="batch", differentiable=differentiable),
        Sample((matrices(rng, 4, 3, imaginary=True),), name="complex", differentiable=differentiable),
        Sample((matrices(rng, 2, 4, imaginary=True),), name="complex_wide", differentiable=differentiable),
        Sample((np.zeros((0, 3)),), name="empty"),
    ]


def real_rectangles(rng):
    """For what a complex phase leaves open."""
    return [sample for sample in rectangles(rng) if sample.arrays[0].dtype.kind != "c"]


def qr(rng):
    found = rectangles(rng)
    wide = [Sample(s.arrays, {"mode": "complete"}, f"{s.name}_complete") for s in found if s.name in ("wide", "batch")]
    return [*found, *wide, Sample((matrices(rng, 3, 2),), {"mode": "r"}, "r", differentiable=False)]


def svd(rng):
    """Not wide ones: libraries differ in the signs of their vectors."""
    found = [Sample(s.arrays, {"full_matrices": False}, s.name) for s in real_rectangles(rng) if s.name != "wide"]
    return [
        *found,
        Sample((matrices(rng, 4, 2),), {"full_matrices": True}, "full", differentiable=False),
    ]


def hermitian(rng, parameter):
    """Matrices of which one triangle is read; the slope is that of all of them only where there is one element."""
    x, z = matrices(rng, 3, 3), matrices(rng, 3, 3, imaginary=True)
    return [
        Sample((np.abs(normal(rng, 3, 1, 1)) + 1,), name="numbers"),
        Sample((x @ x.T,), differentiable=False),
        Sample((x @ x.T,), parameter, "other_triangle", differentiable=False),
        Sample((z @ z.conj().T,), name="complex", differentiable=False),
        Sample((np.zeros((0, 2, 2)),), name="empty", differentiable=False),
    ]


def triangles(rng, *shape, imaginary=False):
    x = normal(rng, *shape, imaginary=imaginary)
    return x * 0.3 + 2 * np.eye(shape[-1])


def solve_triangular(rng):
    a, b = triangles(rng, 3, 3), normal(rng, 3, 2)
    z = triangles(rng, 2, 3, 3, imaginary=True)
    return [
        Sample((a, b), {"upper": True}, "upper"),
        Sample((a, b), {"upper": False}, "lower"),
        Sample((a, b), {"upper": False, "unitriangular": True}, "unit"),
        Sample((a, b.T), {"upper": True, "left": False}, "right"),
        Sample((z, normal(rng, 3, 2, imaginary=True)), {"upper": False}, "complex"),
        Sample((triangles(rng, 130, 130) / 10, normal(rng, 130, 1) / 10), {"upper": True}, "large"),
        Sample((a, b[:, :0]), {"upper": True}, "empty"),
    ]


def with_real_diagonal(x):
    return np.where(np.eye(x.shape[-1], dtype=bool), x.real, x)


# The gradient that torch gives for a triangle has numbers in the other triangle too, which is not read: only where
# there is none is it the slope.
def cholesky_solve(rng):
    a, b = triangles(rng, 3, 3), normal(rng, 3, 2)
    z = with_real_diagonal(triangles(rng, 3, 3, imaginary=True))
    return [
        Sample((normal(rng, 2, 1, 2), triangles(rng, 2, 1, 1)), name="numbers"),
        Sample((normal(rng, 2, 1, 2), triangles(rng, 1, 1)), {"upper": True}, name="broadcast"),
        Sample((b, np.tril(a)), differentiable=False),
        Sample((b, np.triu(a)), {"upper": True}, "upper", differentiable=False),
        Sample((normal(rng, 3, 2, imaginary=True), np.tril(z)), name="complex", differentiable=False),
        Sample((b[:, :0], np.tril(a)), name="empty", differentiable=False),
    ]


def cholesky_inverse(rng):
    a, z = triangles(rng, 2, 3, 3), with_real_diagonal(triangles(rng, 3, 3, imaginary=True))
    return [
        Sample((triangles(rng, 2, 1, 1),), name="numbers"),
        Sample((np.tril(a),), differentiable=False),
        Sample((np.triu(a),), {"upper": True}, "upper", differentiable=False),
        Sample((np.tril(z),), name="complex", differentiable=False),
        Sample((np.zeros((0, 0)),), name="empty", differentiable=False),
    ]


def solve(rng):
    a, z = matrices(rng, 3, 3), matrices(rng, 3, 3, imaginary=True)
    return [
        Sample((a, normal(rng, 3, 2))),
        Sample((a, normal(rng, 3)), {"vector": True}, "vector"),
        Sample((a, normal(rng, 2, 3)), {"left": False}, "right"),
        Sample((a, normal(rng, 2, 3, 2)), name="broadcast"),
        Sample((z, normal(rng, 3, 2, imaginary=True)), name="complex"),
        Sample((a, np.zeros((3, 0))), name="empty"),
    ]


def factors(rng, *shape, imaginary=False):
    """LU factors and pivots."""
    *lead, m, n = shape
    lu = normal(rng, *shape, imaginary=imaginary) * 0.5 + 2 * np.eye(m, n)
    return lu, np.broadcast_to(np.array([2, 2, 3][: min(m, n)], np.int32), (*lead, min(m, n)))


def permutation(rng):
    return [
        Sample((np.array([3, 3, 3], np.int32),), {"rows": 3, "dtype": np.dtype("float32")}, "three"),
        Sample((np.array([[2, 2], [4, 3]], np.int32),), {"rows": 4, "dtype": np.dtype("float32")}, "batch"),
    ]


def lu_split(rng):
    return [Sample((normal(rng, *shape),)) for shape in [(3, 3), (4, 2), (2, 4), (2, 3, 3), (0, 3)]]


def lu_solve(rng):
    lu, pivots = factors(rng, 2, 3, 3)
    z, one = factors(rng, 3, 3, imaginary=True)
    b, c = normal(rng, 2, 3, 2), normal(rng, 3, 2, imaginary=True)
    return [
        Sample((lu, pivots, b)),
        Sample((lu, pivots, b), {"adjoint": True}, "adjoint"),
        Sample((lu, pivots, b.mT), {"left": False}, "right"),
        Sample((z, one, c), name="complex"),
        Sample((z, one, c), {"adjoint": True}, "complex_adjoint"),
        Sample((lu, pivots, normal(rng, 3, 2)), name="broadcast"),
    ]


def widened(rng):
    return [Sample((normal(rng, 2, 2, 3),), {"shape": (2, 4, 3)}), Sample((normal(rng, 2, 2),), {"shape": (2, 2)})]


def pinv(rng):
    def of(x, name, hermitian=False, differentiable=True):
        how = {"absolute": np.float32(0), "relative": np.float32(1e-5), "hermitian": hermitian}
        return Sample((x,), how, name, differentiable)

    x = matrices(rng, 3, 3)
    return [
        *[of(s.arrays[0], s.name or "square") for s in rectangles(rng)],
        of(x + x.T, "hermitian", True, False),
        of(normal(rng, 4, 1) @ normal(rng, 1, 3), "rank_1", differentiable=False),
    ]


def lstsq(rng):
    def of(a, b, name):
        return Sample((a, b), {"relative": 1e-6}, name)

    return [
        of(matrices(rng, 4, 2), normal(rng, 4, 3), "tall"),
        of(matrices(rng, 2, 4), normal(rng, 2, 3), "wide"),
        of(matrices(rng, 2, 3, 3), normal(rng, 2, 3, 1), "batch"),
        of(matrices(rng, 4, 2, imaginary=True), normal(rng, 4, 1, imaginary=True), "complex"),
    ]


def eig(rng):
    """Matrices for which all libraries give the same order and phase; the gradients are tried in tests/linalg."""
    turn, shear = np.array([[0.0, 1.0], [-1.0, 0.0]]), np.array([[2.0, 1.0], [0.0, 1.0]])
    cases = {"turn": turn, "shear": shear, "batch": np.stack([shear, turn]), "empty": np.zeros((0, 0))}
    return [Sample((x,), name=name, differentiable=False) for name, x in cases.items()]


def eigenvalues(rng):
    x, z = matrices(rng, 3, 3), matrices(rng, 3, 3, imaginary=True)
    return [Sample((x + x.T,)), Sample((z + z.conj().T,), name="complex"), Sample((np.zeros((0, 2, 2)),), name="empty")]


def undifferentiable(make):
    return lambda rng: [Sample(s.arrays, s.params, s.name, differentiable=False) for s in make(rng)]


def reflections(rng, *shape, count, imaginary=False):
    return normal(rng, *shape, imaginary=imaginary) * 0.5, normal(rng, *shape[:-2], count, imaginary=imaginary) * 0.5


def householder(rng):
    return [
        Sample(reflections(rng, 4, 3, count=3)),
        Sample(reflections(rng, 4, 3, count=2), name="fewer"),
        Sample(reflections(rng, 2, 3, 3, count=3), name="batch"),
        Sample(reflections(rng, 4, 2, count=2, imaginary=True), name="complex"),
        Sample(reflections(rng, 3, 0, count=0), name="empty", differentiable=False),
    ]


def ormqr(rng):
    h, z = reflections(rng, 4, 3, count=3), reflections(rng, 4, 2, count=2, imaginary=True)
    c = normal(rng, 4, 2, imaginary=True)
    return [
        Sample((*h, normal(rng, 4, 2))),
        Sample((*h, normal(rng, 4, 2)), {"turned": True}, "turned"),
        Sample((*h, normal(rng, 2, 4)), {"left": False}, "right"),
        Sample((*z, c), {"turned": True}, "complex_turned"),
        Sample((*z, c.T), {"left": False}, "complex_right"),
    ]


def exponentials(rng):
    sizes = [("tiny", 1e-3), ("small", 0.1), ("middling", 1.0), ("large", 5.0)]
    return [*squares(rng), *[Sample((matrices(rng, 3, 3) * size,), name=name) for name, size in sizes]]


def ldl(rng):
    x, z = normal(rng, 5, 5), normal(rng, 4, 4, imaginary=True)
    return [
        Sample((x + x.T,), differentiable=False),
        Sample((x * 0.1 + x.T * 0.1 + np.fliplr(np.eye(5)),), name="blocks", differentiable=False),
        Sample((z + z.T,), name="complex", differentiable=False),
        Sample((z + z.conj().T,), {"hermitian": True}, "hermitian", differentiable=False),
        Sample((np.zeros((0, 3, 3)),), name="empty", differentiable=False),
    ]


def ldl_solve(rng):
    ld = np.array([[2.0, 0, 0], [0.5, 0.1, 0], [0.3, 3.0, 0.2]])
    b = normal(rng, 3, 2)
    return [
        Sample((ld, np.array([2, -3, -3], np.int32), b), name="block", differentiable=False),
        Sample((ld, np.array([3, 3, 3], np.int32), b), name="numbers", differentiable=False),
    ]


def upper_only(torch, x, **how):
    return torch.linalg.eigh(x, UPLO="L" if how.get("lower", True) else "U")


def lu_factors(torch, lu):
    pivots = torch.arange(1, min(lu.shape[-2:]) + 1, dtype=torch.int32).expand(*lu.shape[:-2], -1).contiguous()
    return torch.lu_unpack(lu, pivots, unpack_pivots=False)[1:]


def torch_lu(torch, x):
    return tuple(torch.linalg.lu(x))


def of(make, torch, **about):
    return OpSamples(make, torch, half=False, **about)


SAMPLES = {
    "solve_triangular": of(solve_triangular, lambda torch, a, b, **how: torch.linalg.solve_triangular(a, b, **how)),
    "cholesky_ex": of(lambda rng: hermitian(rng, {"upper": True}), lambda t, x, **how: t.linalg.cholesky_ex(x, **how)),
    "cholesky_solve": of(cholesky_solve, lambda torch, b, factor, **how: torch.cholesky_solve(b, factor, **how)),
    "cholesky_inverse": of(cholesky_inverse, lambda torch, x, **how: torch.cholesky_inverse(x, **how)),
    "inv_ex": of(singular, lambda torch, x: torch.linalg.inv_ex(x)),
    "solve_ex": of(solve, lambda torch, a, b, left=True, vector=False: torch.linalg.solve_ex(a, b, left=left)),
    "det": of(squares, lambda torch, x: torch.linalg.det(x)),
    "slogdet": of(squares, lambda torch, x: torch.linalg.slogdet(x)),
    "permutation": of(
        permutation,
        lambda torch, pivots, rows, dtype: torch.lu_unpack(
            torch.zeros(*pivots.shape[:-1], rows, pivots.shape[-1]), pivots, unpack_data=False
        )[0],
    ),
    "lu_split": of(lu_split, lu_factors),
    "lu_factor_ex": of(rectangles, lambda torch, x: torch.linalg.lu_factor_ex(x)),
    "lu": of(rectangles, torch_lu, own_name=True),
    "lu_solve": of(lu_solve, lambda torch, lu, pivots, b, **how: torch.linalg.lu_solve(lu, pivots, b, **how)),
    "widened": of(
        widened,
        lambda torch, x, shape: torch.nn.functional.pad(x, (0, shape[-1] - x.shape[-1], 0, shape[-2] - x.shape[-2])),
    ),
    "svd": of(svd, lambda torch, x, full_matrices: torch.linalg.svd(x, full_matrices)),
    "svdvals": of(rectangles, lambda torch, x: torch.linalg.svdvals(x)),
    "pinv": of(
        pinv,
        lambda torch, x, absolute, relative, hermitian: torch.linalg.pinv(
            x, atol=float(absolute), rtol=float(relative), hermitian=hermitian
        ),
    ),
    "lstsq": of(lstsq, lambda torch, a, b, relative: torch.linalg.lstsq(a, b, rcond=relative, driver="gelsd")[:3]),
    "eigh": of(lambda rng: hermitian(rng, {"lower": False}), upper_only),
    "eigvalsh": of(eigenvalues, lambda torch, x: torch.linalg.eigvalsh(x)),
    "eig": of(eig, lambda torch, x: torch.linalg.eig(x)),
    "eigvals": of(eig, lambda torch, x: torch.linalg.eigvals(x)),
    "qr": of(qr, lambda torch, x, mode="reduced": torch.linalg.qr(x, mode)),
    "geqrf": of(undifferentiable(rectangles), lambda torch, x: torch.geqrf(x)),
    "householder_product": of(householder, lambda torch, h, tau: torch.linalg.householder_product(h, tau)),
    "ormqr": of(
        ormqr, lambda torch, h, tau, c, left=True, turned=False: torch.ormqr(h, tau, c, left=left, transpose=turned)
    ),
    "matrix_exp": of(exponentials, lambda torch, x: torch.linalg.matrix_exp(x)),
    "ldl_factor_ex": of(ldl, lambda torch, x, hermitian=False: torch.linalg.ldl_factor_ex(x, hermitian=hermitian)),
    "ldl_solve": of(ldl_solve, lambda torch, ld, pivots, b: torch.linalg.ldl_solve(ld, pivots, b)),
}
ERRORS = {
    "svd": [ErrorSample((np.full((2, 2), np.nan),), {}, RuntimeError, "failed to converge")],
    "eig": [ErrorSample((np.full((2, 2), np.nan),), {}, RuntimeError, "infs or NaNs")],
}
