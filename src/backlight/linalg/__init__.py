"""`torch.linalg`: determinants and inverses, factors of matrices, their values and vectors, norms, products."""

from backlight.linalg.definite import (
    cholesky,
    cholesky_ex,
)
from backlight.linalg.eigen import (
    eig,
    eigh,
    eigvals,
    eigvalsh,
)
from backlight.linalg.factoring import (
    ldl_factor,
    ldl_factor_ex,
    ldl_solve,
    lu,
    lu_factor,
    lu_factor_ex,
    lu_solve,
)
from backlight.linalg.norms import (
    cond,
    matrix_norm,
    norm,
)
from backlight.linalg.orthogonal import (
    householder_product,
    qr,
)
from backlight.linalg.products import (
    diagonal,
    matrix_exp,
    matrix_power,
    multi_dot,
    vander,
    vecdot,
)
from backlight.linalg.singular import (
    lstsq,
    matrix_rank,
    pinv,
    svd,
    svdvals,
)
from backlight.linalg.solving import (
    det,
    inv,
    inv_ex,
    slogdet,
    solve,
    solve_ex,
    solve_triangular,
    tensorinv,
    tensorsolve,
)
from backlight.ops.linalg import LinAlgError
from backlight.tensor.linalg import cross, vector_norm
from backlight.tensor.products import matmul

__all__ = [
    "LinAlgError",
    "cholesky",
    "cholesky_ex",
    "cond",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "householder_product",
    "inv",
    "inv_ex",
    "ldl_factor",
    "ldl_factor_ex",
    "ldl_solve",
    "lstsq",
    "lu",
    "lu_factor",
    "lu_factor_ex",
    "lu_solve",
    "matmul",
    "matrix_exp",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "multi_dot",
    "norm",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "solve_ex",
    "solve_triangular",
    "svd",
    "svdvals",
    "tensorinv",
    "tensorsolve",
    "vander",
    "vecdot",
    "vector_norm",
]
