"""Questions about elements, which have no gradient: comparisons, tests, logic, then bits."""

from __future__ import annotations

import numpy as np

from backlight.core import dtypes
from backlight.core.op import elementwise, op
from backlight.ops.order import ordered

equal = elementwise(np.equal, None, None, label="=")
not_equal = elementwise(np.not_equal, None, None, label="≠")


less = elementwise(ordered(np.less), None, None, name="less", label="<")
less_equal = elementwise(ordered(np.less_equal), None, None, name="less_equal", label="≤")
greater = elementwise(ordered(np.greater), None, None, name="greater", label=">")
greater_equal = elementwise(ordered(np.greater_equal), None, None, name="greater_equal", label="≥")

isnan = elementwise(lambda x: x != x, None, name="isnan", label="is NaN")
isinf = elementwise(lambda x: np.abs(x) == np.inf, None, name="isinf", label="is ∞")
isposinf = elementwise(lambda x: x == np.inf, None, name="isposinf", label="is ∞")
isneginf = elementwise(lambda x: x == -np.inf, None, name="isneginf", label="is −∞")
isfinite = elementwise(np.isfinite, None, label="is finite")
signbit = elementwise(np.signbit, None)


def _isclose(x, y, rtol, atol, equal_nan):
    if x.dtype.kind in "biu":  # torch measures the distance of integers so
        x, y = x.astype(dtypes.default_numpy()), y.astype(dtypes.default_numpy())
    near = np.abs(x - y) <= atol + np.abs(rtol * y)
    close = (x == y) | (near & np.isfinite(y))
    return close | ((x != x) & (y != y)) if equal_nan else close


isclose = op(_isclose, name="isclose", kind="elementwise", label="≈")

logical_and = elementwise(np.logical_and, None, None, label="and")
logical_or = elementwise(np.logical_or, None, None, label="or")
logical_xor = elementwise(np.logical_xor, None, None, label="xor")
logical_not = elementwise(np.logical_not, None, label="not")

bitwise_and = elementwise(np.bitwise_and, None, None, label="&")
bitwise_or = elementwise(np.bitwise_or, None, None, label="|")
bitwise_xor = elementwise(np.bitwise_xor, None, None, label="^")
invert = elementwise(np.invert, None, label="~")
left_shift = elementwise(np.left_shift, None, None, label="<<")
right_shift = elementwise(np.right_shift, None, None, label=">>")
gcd = elementwise(np.gcd, None, None)
lcm = elementwise(np.lcm, None, None)
