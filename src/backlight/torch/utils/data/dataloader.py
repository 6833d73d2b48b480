"""`torch.utils.data.dataloader`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.data import BatchSampler as BatchSampler
from backlight.data import DataLoader as DataLoader
from backlight.data import Dataset as Dataset
from backlight.data import IterableDataset as IterableDataset
from backlight.data import RandomSampler as RandomSampler
from backlight.data import Sampler as Sampler
from backlight.data import SequentialSampler as SequentialSampler
from backlight.data import default_collate as default_collate
from backlight.data import default_convert as default_convert
from backlight.data import get_worker_info as get_worker_info
from backlight.data.fetch import _DatasetKind as _DatasetKind
from backlight.data.iteration import _BaseDataLoaderIter as _BaseDataLoaderIter
from backlight.data.iteration import _SingleProcessDataLoaderIter as _SingleProcessDataLoaderIter
from backlight.data.loader import _InfiniteConstantSampler as _InfiniteConstantSampler

__getattr__ = _missing_from(__name__, {"_MultiProcessingDataLoaderIter": "backlight.data.workers"})
