"""Sequences of different lengths in one tensor: padded to the longest, or packed step by step without padding."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from backlight.core import dtypes
from backlight.core.variable import Variable
from backlight.tensor.creation import empty_like, full
from backlight.tensor.data import tensor
from backlight.tensor.joining import cat
from backlight.tensor.ranges import arange

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class _Packed(NamedTuple):
    data: Any
    batch_sizes: Any
    sorted_indices: Any
    unsorted_indices: Any


class PackedSequence(_Packed):
    """Sequences in order of length, longest first, step by step: all first items, then all second ones, and so on.

    `batch_sizes` says how many sequences have an item at each step. Made by `pack_padded_sequence`.
    """

    __slots__ = ()

    def __new__(
        cls, data: Any, batch_sizes: Any = None, sorted_indices: Any = None, unsorted_indices: Any = None
    ) -> PackedSequence:
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if batch_sizes is None:
            if not isinstance(data, (list, tuple)) or len(data) != 2:
                raise AssertionError("expected data to be a list or tuple of length 2, got " + type(data).__name__)
            data, batch_sizes = data
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    @property
    def is_cuda(self) -> bool:
        """Whether the data is on a GPU."""
        return False

    def is_pinned(self) -> bool:
        """Whether the memory is page-locked."""
        return False

    def pin_memory(self) -> PackedSequence:
        """As `Tensor.pin_memory`."""
        return type(self)(self.data.pin_memory(), self.batch_sizes, self.sorted_indices, self.unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """The same with data of another type."""
        data = self.data.to(*args, **kwargs)
        return self if data is self.data else self._with(data)

    def cpu(self) -> PackedSequence:
        """The same: it is on the CPU."""
        return self

    def cuda(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """Raises torch's error, there is no GPU."""
        return self._with(self.data.cuda(*args, **kwargs))

    def double(self) -> PackedSequence:
        """The same in float64."""
        return self.to(dtypes.float64)

    def float(self) -> PackedSequence:
        """The same in float32."""
        return self.to(dtypes.float32)

    def half(self) -> PackedSequence:
        """The same in float16."""
        return self.to(dtypes.float16)

    def long(self) -> PackedSequence:
        """The same in int64."""
        return self.to(dtypes.int64)

    def _with(self, data: Any) -> PackedSequence:
        return type(self)(data, self.batch_sizes, self.sorted_indices, self.unsorted_indices)


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """The permutation that undoes another.

    >>> invert_permutation(backlight.tensor([2, 0, 1]))
    tensor([1, 2, 0])
    """
    if permutation is None:
        return None
    output = empty_like(permutation)
    output.scatter_(0, permutation, arange(0, permutation.numel()))
    return output


def pack_padded_sequence(
    input: Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Leave the padding of (L, N, *), or (N, L, *) with batch_first, away.

    Args:
        lengths: of the N sequences.
        enforce_sorted: they are sorted already, longest first; with False they are sorted here.

    >>> pack_padded_sequence(backlight.tensor([[1, 3], [2, 0]]), [2, 1]).data
    tensor([1, 3, 2])
    """
    known: Any = lengths if isinstance(lengths, Variable) else tensor(lengths, dtype=dtypes.int64)
    sorted_indices: Any = None
    if not enforce_sorted:
        known, sorted_indices = known.sort(descending=True)
        input = input.index_select(0 if batch_first else 1, sorted_indices)
    data, sizes = _packed(input, known.tolist(), batch_first)
    return PackedSequence(data, sizes, sorted_indices, None)


def _packed(input: Any, lengths: list[int], batch_first: bool) -> tuple[Any, Any]:
    steps = input.transpose(0, 1) if batch_first else input  # (n, l, *) -> (l, n, *)
    if len(lengths) != steps.size(1):
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(lengths)} (batch_size={steps.size(1)})"
        )
    if not lengths:
        raise RuntimeError("Cannot pack empty tensors.")
    if min(lengths) <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    if any(a < b for a, b in pairwise(lengths)):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you "
            "do not need ONNX exportability."
        )
    if lengths[0] > steps.size(0):
        raise RuntimeError(f"a sequence of length {lengths[0]} in an input of {steps.size(0)} steps")
    sizes = [sum([length > step for length in lengths]) for step in range(lengths[0])]
    data = cat([steps[step, :count] for step, count in enumerate(sizes)])
    return data, tensor(sizes, dtype=dtypes.int64)


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[Tensor, Tensor]:
    """The sequences of `pack_padded_sequence` padded again, and their lengths.

    Args:
        total_length: pad to this length, not to the longest.
    """
    sizes = sequence.batch_sizes.tolist()
    longest = len(sizes)
    if total_length is not None:
        if total_length < longest:
            raise ValueError(
                "Expected total_length to be at least the length of the longest sequence in input, but got "
                f"total_length={total_length} and max sequence length being {longest}"
            )
        longest = total_length
    data: Any = sequence.data
    steps, start = [], 0
    rest = tuple(data.shape[1:])
    for count in sizes:
        step = data[start : start + count]
        start += count
        if count < sizes[0]:
            missing = full((sizes[0] - count, *rest), padding_value, dtype=data.dtype)
            step = cat([step, missing])
        steps.append(step.unsqueeze(0))
    if longest > len(sizes):
        steps.append(full((longest - len(sizes), sizes[0], *rest), padding_value, dtype=data.dtype))
    padded: Any = cat(steps)
    lengths = tensor([sum([count > n for count in sizes]) for n in range(sizes[0])], dtype=dtypes.int64)
    if batch_first:
        padded = padded.transpose(0, 1)
    back = sequence.unsorted_indices
    if back is not None:
        return padded.index_select(0 if batch_first else 1, back), lengths[back]
    return padded, lengths


def pad_sequence(
    sequences: Any, batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> Tensor:
    """Tensors (Lᵢ, *) as one (L, N, *), or (N, L, *) with batch_first; the shorter ones are padded.

    >>> pad_sequence([backlight.tensor([1, 2]), backlight.tensor([3])], batch_first=True)
    tensor([[1, 2],
            [3, 0]])
    """
    if isinstance(sequences, Variable):
        sequences = sequences.unbind(0)  # pyright: ignore[reportAttributeAccessIssue]
    if not hasattr(sequences, "__iter__"):
        raise RuntimeError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}"
        )
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    given: list[Any] = list(sequences)
    if not given:
        raise RuntimeError("received an empty list of sequences")
    longest = max([x.size(0) for x in given])
    rows = []
    for x in given:
        missing = longest - x.size(0)
        if missing:
            filler = full((missing, *x.shape[1:]), padding_value, dtype=x.dtype)
            x = cat([x, filler] if padding_side == "right" else [filler, x])
        rows.append(x.unsqueeze(0 if batch_first else 1))
    return cat(rows, 0 if batch_first else 1)


def pack_sequence(sequences: Any, enforce_sorted: bool = True) -> PackedSequence:
    """Pack tensors (Lᵢ, *) of different lengths."""
    lengths = tensor([x.size(0) for x in sequences], dtype=dtypes.int64)
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpad_sequence(padded_sequences: Tensor, lengths: Any, batch_first: bool = False) -> list[Tensor]:
    """The way back from `pad_sequence`."""
    rows: Any = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [row[: int(length)] for row, length in zip(rows, lengths, strict=True)]


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The way back from `pack_sequence`."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
