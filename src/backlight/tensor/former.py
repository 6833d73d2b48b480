"""The order of arguments that torch took before the factor became a keyword: `add(input, alpha, other)`."""

from __future__ import annotations

from backlight.core.errors import warn


def former_order(name: str, factor: str, given: tuple, count: int) -> tuple:
    """The arguments of such a call, factor first; TypeError if there are not `count` of them."""
    if len(given) != count or not isinstance(given[0], (int, float, complex)):
        raise TypeError(f"{name}() takes {count} positional arguments but {len(given) + 1} were given")
    tensors = "other" if count == 2 else "tensor1, tensor2"
    warn(
        f"This overload of {name} is deprecated:\n\t{name}({factor}, {tensors})\n"
        f"Consider using one of the following signatures instead:\n\t{name}({tensors}, {factor}=...)"
    )
    return given
