"""`torchvision.datasets.cifar`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.datasets.cifar import CIFAR10 as CIFAR10
from backlight.vision.datasets.cifar import CIFAR100 as CIFAR100

__getattr__ = _missing_from(__name__)
