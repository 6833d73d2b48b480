"""`torch.utils.data`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.data import BatchSampler as BatchSampler
from backlight.data import ChainDataset as ChainDataset
from backlight.data import ConcatDataset as ConcatDataset
from backlight.data import DataLoader as DataLoader
from backlight.data import Dataset as Dataset
from backlight.data import DistributedSampler as DistributedSampler
from backlight.data import IterableDataset as IterableDataset
from backlight.data import RandomSampler as RandomSampler
from backlight.data import Sampler as Sampler
from backlight.data import SequentialSampler as SequentialSampler
from backlight.data import StackDataset as StackDataset
from backlight.data import Subset as Subset
from backlight.data import SubsetRandomSampler as SubsetRandomSampler
from backlight.data import TensorDataset as TensorDataset
from backlight.data import WeightedRandomSampler as WeightedRandomSampler
from backlight.data import default_collate as default_collate
from backlight.data import default_convert as default_convert
from backlight.data import get_worker_info as get_worker_info
from backlight.data import random_split as random_split
from backlight.data.fetch import _DatasetKind as _DatasetKind

_PIPES = "backlight.data.pipes"
_LATER: dict[str, str] = dict.fromkeys(("DataChunk", "IterDataPipe", "MapDataPipe", "functional_datapipe"), _PIPES)
__getattr__ = _missing_from(__name__, _LATER)
