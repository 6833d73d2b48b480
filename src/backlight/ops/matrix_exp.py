"""The exponential of square matrices, by scaling and squaring of Padé approximants.

Higham, "The scaling and squaring method for the matrix exponential revisited" (2005); the derivative is the upper right
block of exp [[xᴴ, g], [0, xᴴ]] (Najfeld & Havel 1995).
"""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.matrices import above, beside
from backlight.ops.select import zeros_like

# The coefficients of the diagonal approximants, and the norm up to which each is exact to the last bit of float64.
_PADE = {
    3: (120, 60, 12, 1),
    5: (30240, 15120, 3360, 420, 30, 1),
    7: (17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1),
    9: (17643225600, 8821612800, 2075673600, 302702400, 30270240, 2162160, 110880, 3960, 90, 1),
    13: (
        64764752532480000,
        32382376266240000,
        7771770303897600,
        1187353796428800,
        129060195264000,
        10559470521600,
        670442572800,
        33522128640,
        1323241920,
        40840800,
        960960,
        16380,
        182,
        1,
    ),
}
_REACH = {
    np.dtype(np.float64): {
        3: 1.495585217958292e-2,
        5: 2.539398330063230e-1,
        7: 9.504178996162932e-1,
        9: 2.097847961257068,
        13: 5.371920351148152,
    },
    np.dtype(np.float32): {3: 4.258730016922831e-1, 5: 1.880152677804762, 7: 3.925724783138660},
}


def _matrix_exp(x):
    n = x.shape[-1]
    if not x.size:
        return x.copy()
    if x.dtype.itemsize == 2:  # in float16 the powers would lose what they add
        return _matrix_exp(x.astype(np.float32)).astype(x.dtype)
    size = np.abs(x).sum(axis=-2).max(axis=-1)  # the 1-norm of each matrix
    reach = _REACH[size.dtype]
    finite = np.isfinite(size)
    largest = float(size.max(initial=0, where=finite))
    degree = next((d for d, norm in reach.items() if largest <= norm), max(reach))
    limit = reach[degree]
    halvings = np.where(finite & (size > limit), np.ceil(np.log2(np.where(finite & (size > 0), size, 1) / limit)), 0)
    x = x * np.exp2(-halvings)[..., None, None].astype(size.dtype)
    out = _pade(x, np.eye(n, dtype=x.dtype), _PADE[degree])
    for step in range(int(halvings.max(initial=0))):
        again = (halvings > step)[..., None, None]
        out = np.where(again, out @ out, out)
    if not finite.all():
        out[~finite] = np.nan
    return out


def _pade(x, one, coefficients):
    """q⁻¹ p, where p and q are the sum and the difference of the odd and the even powers."""
    square = x @ x
    odd, even, power = coefficients[1] * one, coefficients[0] * one, one
    for c, d in zip(coefficients[2::2], coefficients[3::2], strict=True):
        power = power @ square
        even, odd = even + c * power, odd + d * power
    odd = x @ odd
    return np.linalg.solve(even - odd, even + odd)


def _slope(g, x):
    """The derivative of exp at xᵀ in the direction g."""
    n = x.shape[-1]
    turned = x.mT
    both = above(beside(turned, g), beside(zeros_like(turned), turned))
    return matrix_exp(both)[..., :n, n:]


matrix_exp = op(
    _matrix_exp,
    lambda g, out, x: _slope(g, x),
    name="matrix_exp",
    kind="contract",
    label="exp",
    local=("∫ exp(s·xᵀ) @ g @ exp((1 − s)·xᵀ) ds, s from 0 to 1",),
    grad_fn="LinalgMatrixExpBackward0",
)
