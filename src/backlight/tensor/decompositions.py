"""The methods of linear algebra beyond products, which are loaded when one of them is first called."""

from __future__ import annotations

from backlight.core.later import later_method


class DecompositionMethods:
    """The methods of this family; `Tensor` inherits them."""

    det = later_method("backlight.linalg.former", "det")
    slogdet = later_method("backlight.linalg.former", "slogdet")
    logdet = later_method("backlight.linalg.solving", "logdet")
    inverse = later_method("backlight.linalg.solving", "inverse")
    triangular_solve = later_method("backlight.linalg.solving", "triangular_solve")
    pinverse = later_method("backlight.linalg.singular", "pinverse")
    matrix_exp = later_method("backlight.linalg.products", "matrix_exp")
    matrix_power = later_method("backlight.linalg.products", "matrix_power")
    cholesky = later_method("backlight.linalg.former", "cholesky")
    cholesky_inverse = later_method("backlight.linalg.definite", "cholesky_inverse")
    cholesky_solve = later_method("backlight.linalg.definite", "cholesky_solve")
    lu = later_method("backlight.linalg.former", "lu")
    lu_solve = later_method("backlight.linalg.former", "lu_solve")
    qr = later_method("backlight.linalg.former", "qr")
    geqrf = later_method("backlight.linalg.orthogonal", "geqrf")
    orgqr = later_method("backlight.linalg.former", "orgqr")
    ormqr = later_method("backlight.linalg.orthogonal", "ormqr")
    svd = later_method("backlight.linalg.former", "svd")
    symeig = later_method("backlight.linalg.former", "symeig")
    eig = later_method("backlight.linalg.former", "eig")
    solve = later_method("backlight.linalg.former", "solve")
    lstsq = later_method("backlight.linalg.former", "lstsq")
