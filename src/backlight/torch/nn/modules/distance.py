"""`torch.nn.modules.distance`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.distance import CosineSimilarity as CosineSimilarity
from backlight.nn.modules.distance import PairwiseDistance as PairwiseDistance

__getattr__ = _missing_from(__name__)
