"""The text of a tensor, as torch prints it: options, then one column of numbers, then brackets, then the whole repr."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice
from math import isfinite
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROFILES: dict[str, dict[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": float("inf"), "edgeitems": 3, "linewidth": 80},
}

_options = SimpleNamespace(**_PROFILES["default"], sci_mode=None)


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Set how tensors are printed from now on.

    Args:
        precision: digits after the point (default 4).
        threshold: tensors with more elements than this are summarised (default 1000).
        edgeitems: entries shown at each end of a summarised dimension (default 3).
        linewidth: columns before a line is broken (default 80).
        profile: ``"default"``, ``"short"`` or ``"full"`` (never summarise), applied before the other arguments.
        sci_mode: True or False forces or forbids scientific notation; None, also when left out, lets the values decide.
    """
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    changes = _PROFILES.get(profile, {}) if profile is not None else {}
    changes = changes | {name: value for name, value in given.items() if value is not None}
    vars(_options).update(changes, sci_mode=sci_mode)


def get_printoptions() -> dict[str, Any]:
    """The current options, as keyword arguments for ``set_printoptions``.

    >>> get_printoptions()
    {'precision': 4, 'threshold': 1000, 'edgeitems': 3, 'linewidth': 80, 'sci_mode': None}
    """
    return dict(vars(_options))


@contextmanager
def printoptions(**options: Any) -> Iterator[None]:
    """Change the options for the length of a ``with`` block; takes the arguments of ``set_printoptions``.

    >>> with printoptions(precision=1):
    ...     format_tensor(np.array(0.25), dtype_name="float32")
    'tensor(0.2)'
    """
    before = get_printoptions()
    set_printoptions(**options)
    try:
        yield
    finally:
        set_printoptions(**before)


def _float_column(values: list[float]) -> tuple[list[str], int]:
    """Format floats alike and pad them to one width; zeros and non-finite values do not count for the choice."""
    magnitudes = [abs(v) for v in values if v and isfinite(v)]
    whole, scientific = True, False
    if magnitudes:
        small, large = min(magnitudes), max(magnitudes)
        whole = all(v.is_integer() for v in magnitudes)
        scientific = _options.sci_mode
        if scientific is None:
            scientific = large / small > 1000.0 or large > 1e8 or small < 1e-4
    if scientific:
        texts = [format(v, f".{_options.precision}e") for v in values]
    elif whole:
        texts = [f"{v:.0f}." if isfinite(v) else f"{v:.0f}" for v in values]
    else:
        texts = [format(v, f".{_options.precision}f") for v in values]
    # A column of ones with a NaN among them is two wide: "1.", "nan". torch leaves the NaN out of the width.
    width = max((len(text) for text, v in zip(texts, values, strict=True) if v and isfinite(v)), default=1)
    return [text.rjust(width) for text in texts], width


def _column(array: np.ndarray) -> tuple[list[str], int]:
    """The padded texts of all elements in row-major order, and the width that lines are filled with."""
    kind = array.dtype.kind
    if kind == "c":
        reals, real_width = _float_column(np.real(array).astype(np.float64).ravel().tolist())
        imags, imag_width = _float_column(np.imag(array).astype(np.float64).ravel().tolist())
        parts = zip(reals, map(str.lstrip, imags), strict=True)
        return [f"{x}{y}j" if y[0] == "-" else f"{x}+{y}j" for x, y in parts], real_width + imag_width + 1
    if kind in "biu":
        texts = [str(v) for v in array.ravel().tolist()]
        width = max(map(len, texts))
        return [text.rjust(width) for text in texts], width
    return _float_column(array.astype(np.float64).ravel().tolist())


def _corners(array: np.ndarray, edge: int) -> np.ndarray:
    """The entries that a summary shows: the first and last `edge` along every dimension longer than both together."""
    shown = [[*range(edge), *range(size - edge, size)] if size > 2 * edge else range(size) for size in array.shape]
    return array[np.ix_(*shown)]


def _brackets(texts: Iterator[str], shape: tuple[int, ...], edge: int, indent: int, per_line: int) -> str:
    """Nest the texts in brackets, `edge` at each end of a longer dimension; `indent` is the column of the first "["."""
    if not shape:
        return next(texts)
    size, *rest = shape
    cut = size > 2 * edge
    count = 2 * edge if cut else size
    if rest:
        parts = [_brackets(texts, tuple(rest), edge, indent + 1, per_line) for _ in range(count)]
        if cut:
            parts.insert(edge, "...")
    else:
        entries = list(islice(texts, count))
        if cut:
            entries.insert(edge, " ...")
        parts = [", ".join(entries[start : start + per_line]) for start in range(0, len(entries), per_line)]
    line_breaks = "\n" * max(1, len(rest))  # blank lines between matrices, more between stacks of them
    return "[" + f",{line_breaks}{' ' * (indent + 1)}".join(parts) + "]"


def _contents(array: np.ndarray, indent: int) -> str:
    edge = array.size  # no dimension is longer than that: all is shown
    if array.size > _options.threshold and array.ndim:
        edge = _options.edgeitems
        if edge <= 0:
            return "[...]"
        # Choosing the few entries of a summary first keeps the repr of a huge tensor as quick as that of a small one.
        texts, width = _column(_corners(array, edge))
    else:
        texts, width = _column(array)
    # The column of the innermost "[" decides how many entries fit on a line.
    room = _options.linewidth - (indent + array.ndim - 1)
    per_line = len(texts) if room == float("inf") else max(1, int(room // (width + 2)))
    return _brackets(iter(texts), array.shape, edge, indent, per_line)


def format_tensor(
    array: np.ndarray,
    *,
    dtype_name: str,
    default_dtype_name: str = "float32",
    requires_grad: bool = False,
    grad_fn: str | None = None,
    indent: int = 0,
    prefix: str = "tensor(",
) -> str:
    r"""The ``repr`` of a tensor that holds `array`.

    Args:
        array: the values, any shape; bfloat16 comes as float32.
        dtype_name: torch's name for the element type, printed unless a reader would assume it.
        default_dtype_name: the name of the current default dtype.
        requires_grad, grad_fn: the state of the graph; a `grad_fn` name such as "MulBackward0" hides requires_grad.
        indent: the column at which the text will stand.
        prefix: the opening, ``"Parameter containing:\ntensor("`` for parameters, ``"MyTensor("`` for subclasses.

    >>> format_tensor(np.array([1.0, 2.5]), dtype_name="float64", grad_fn="MulBackward0")
    'tensor([1.0000, 2.5000], dtype=torch.float64, grad_fn=<MulBackward0>)'
    """
    column = indent + len(prefix) - (prefix.rfind("\n") + 1)
    notes = []
    if array.size == 0:
        contents, assumed = "[]", (default_dtype_name,)
        show_size = array.ndim != 1
    else:
        contents = _contents(array, column)
        default_complex = "complex128" if default_dtype_name == "float64" else "complex64"
        assumed = (default_dtype_name, default_complex, "int64", "bool")
        show_size = _options.edgeitems <= 0
    if show_size:
        notes.append(f"size={array.shape}")
    if dtype_name not in assumed:
        notes.append(f"dtype=torch.{dtype_name}")
    if grad_fn is not None:
        notes.append(f"grad_fn=<{grad_fn}>")
    elif requires_grad:
        notes.append("requires_grad=True")

    text = prefix + contents
    line = len(text) - (text.rfind("\n") + 1) + (0 if "\n" in contents else indent)
    for note in notes:
        # Two columns more than the note itself: torch counts the ", " before it and the ", " it would end with.
        if line + len(note) + 4 > _options.linewidth:
            text += ",\n" + " " * column + note
            line = column + len(note) - 2
        else:
            text += ", " + note
            line += len(note) + 2
    return text + ")"
