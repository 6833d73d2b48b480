"""`torch.utils.data.dataset`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.data import ChainDataset as ChainDataset
from backlight.data import ConcatDataset as ConcatDataset
from backlight.data import Dataset as Dataset
from backlight.data import IterableDataset as IterableDataset
from backlight.data import StackDataset as StackDataset
from backlight.data import Subset as Subset
from backlight.data import TensorDataset as TensorDataset
from backlight.data import random_split as random_split

__getattr__ = _missing_from(__name__)
