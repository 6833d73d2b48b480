"""`torch.utils.data.datapipes.map`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.data.pipes.indexed import BatcherMapDataPipe as Batcher
from backlight.data.pipes.indexed import ConcaterMapDataPipe as Concater
from backlight.data.pipes.indexed import MapperMapDataPipe as Mapper
from backlight.data.pipes.indexed import SequenceWrapperMapDataPipe as SequenceWrapper
from backlight.data.pipes.indexed import ShufflerIterDataPipe as Shuffler
from backlight.data.pipes.indexed import ZipperMapDataPipe as Zipper

__all__ = [
    "Batcher",
    "Concater",
    "Mapper",
    "SequenceWrapper",
    "Shuffler",
    "Zipper",
]

__getattr__ = _missing_from(__name__)
