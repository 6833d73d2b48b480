"""`torch.utils.data.datapipes.iter`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.data.pipes.iterating import BatcherIterDataPipe as Batcher
from backlight.data.pipes.iterating import CollatorIterDataPipe as Collator
from backlight.data.pipes.iterating import ConcaterIterDataPipe as Concater
from backlight.data.pipes.iterating import FilterIterDataPipe as Filter
from backlight.data.pipes.iterating import IterableWrapperIterDataPipe as IterableWrapper
from backlight.data.pipes.iterating import MapperIterDataPipe as Mapper
from backlight.data.pipes.iterating import MultiplexerIterDataPipe as Multiplexer
from backlight.data.pipes.iterating import SamplerIterDataPipe as Sampler
from backlight.data.pipes.iterating import ShardingFilterIterDataPipe as ShardingFilter
from backlight.data.pipes.iterating import ShufflerIterDataPipe as Shuffler
from backlight.data.pipes.iterating import UnBatcherIterDataPipe as UnBatcher
from backlight.data.pipes.iterating import ZipperIterDataPipe as Zipper

__all__ = [
    "Batcher",
    "Collator",
    "Concater",
    "Filter",
    "IterableWrapper",
    "Mapper",
    "Multiplexer",
    "Sampler",
    "ShardingFilter",
    "Shuffler",
    "UnBatcher",
    "Zipper",
]

__getattr__ = _missing_from(__name__)
