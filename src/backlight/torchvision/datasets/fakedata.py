"""`torchvision.datasets.fakedata`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.datasets.fakedata import FakeData as FakeData

__getattr__ = _missing_from(__name__)
