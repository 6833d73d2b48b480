"""`torch.utils.data.sampler`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.data import BatchSampler as BatchSampler
from backlight.data import RandomSampler as RandomSampler
from backlight.data import Sampler as Sampler
from backlight.data import SequentialSampler as SequentialSampler
from backlight.data import SubsetRandomSampler as SubsetRandomSampler
from backlight.data import WeightedRandomSampler as WeightedRandomSampler

__getattr__ = _missing_from(__name__)
