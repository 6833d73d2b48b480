"""What programs use of torch: names with the number of files that use each, and what of it is not counted, and why.

The two tables beside this file were found by reading the source of 133 public repositories (tutorials, courses,
examples, small models). Names of torchvision, torchaudio and torchtext are not in them, nor are operators and indexing.
"""

from __future__ import annotations

import re
from pathlib import Path

_HERE = Path(__file__).parent

# Why a name is not counted, with the pattern of such names; the first that matches says it.
LEFT_OUT = {
    "computes on several machines": r"torch\.distributed\b|torch\.nn\.parallel\b",
    "compiles, exports or rewrites programs": r"torch\.(fx|export|onnx)\b|torch\.cond$"
    r"|torch\.utils\.mobile_optimizer|torch\.nn\.attention\.flex_attention",
    "belongs to sparse or nested tensors": r"torch\.(sparse|nested|spmm|jagged)|Tensor\.(to_sparse|to_dense|coalesce"
    r"|sparse_|to_padded_tensor|indices|values)",
    "belongs to quantised numbers": r"torch\.(ao|quantization|q?int8$|qint)\b|torch\.backends\.quantized",
    "is C++ or CUDA from outside, or its registry": r"torch\.(ops|classes|library)\b|torch\.utils\.cpp_extension"
    r"|torch\.utils\._triton|torch\.cuda\.(gds|nccl|memory|_sleep|amp\.grad_scaler\._)|torch\.utils\.flop_counter"
    r"|Tensor\.record_stream",
    "is private to torch": r"torch\._(?!foreach_)|torch\.__|.*\.(?!_calculate_fan|_LRScheduler)_[a-z_]+\b|.*\.__",
}


def names() -> dict[str, int]:
    """Each name with the number of files that use it, the most used first."""
    return {name: int(files) for name, files, *_ in _rows("names.tsv")}


def absent() -> set[str]:
    """The names among them that torch 2.13 does not have: removed ones, and slips such as `torch.nn.Conv2D`."""
    return {row[0] for row in _rows("names.tsv") if row[2:] == ["absent"]}


def keywords() -> dict[tuple[str, str], int]:
    """Each (name, keyword argument) with the number of files that pass it."""
    return {(name, keyword): int(files) for name, keyword, files in _rows("keywords.tsv")}


def reason(name: str) -> str | None:
    """Why a name is not counted; None for one that is.

    >>> reason("torch.fx.Tracer"), reason("torch.zeros")
    ('compiles, exports or rewrites programs', None)
    """
    return next((why for why, pattern in LEFT_OUT.items() if re.match(pattern, name)), None)


def _rows(file: str) -> list[list[str]]:
    lines = (_HERE / file).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]
