"""`torch.nn.utils.rnn`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.packing import PackedSequence as PackedSequence
from backlight.nn.packing import invert_permutation as invert_permutation
from backlight.nn.packing import pack_padded_sequence as pack_padded_sequence
from backlight.nn.packing import pack_sequence as pack_sequence
from backlight.nn.packing import pad_packed_sequence as pad_packed_sequence
from backlight.nn.packing import pad_sequence as pad_sequence
from backlight.nn.packing import unpack_sequence as unpack_sequence
from backlight.nn.packing import unpad_sequence as unpad_sequence

__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]

__getattr__ = _missing_from(__name__)
