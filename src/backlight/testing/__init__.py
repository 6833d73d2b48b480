"""What tests of programs use: `assert_close` compares, `make_tensor` makes something to compare."""

from backlight.testing.closeness import assert_allclose, assert_close
from backlight.testing.making import make_tensor

__all__ = ["assert_allclose", "assert_close", "make_tensor"]
