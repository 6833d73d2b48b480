"""`torchvision.datasets`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torchvision.datasets.cifar import CIFAR10 as CIFAR10
from backlight.torchvision.datasets.cifar import CIFAR100 as CIFAR100
from backlight.torchvision.datasets.fakedata import FakeData as FakeData
from backlight.torchvision.datasets.folder import DatasetFolder as DatasetFolder
from backlight.torchvision.datasets.folder import ImageFolder as ImageFolder
from backlight.torchvision.datasets.mnist import EMNIST as EMNIST
from backlight.torchvision.datasets.mnist import KMNIST as KMNIST
from backlight.torchvision.datasets.mnist import MNIST as MNIST
from backlight.torchvision.datasets.mnist import QMNIST as QMNIST
from backlight.torchvision.datasets.mnist import FashionMNIST as FashionMNIST
from backlight.torchvision.datasets.stl10 import STL10 as STL10
from backlight.torchvision.datasets.vision import VisionDataset as VisionDataset

__all__ = [
    "CIFAR10",
    "CIFAR100",
    "DatasetFolder",
    "EMNIST",
    "FakeData",
    "FashionMNIST",
    "ImageFolder",
    "KMNIST",
    "MNIST",
    "QMNIST",
    "STL10",
    "VisionDataset",
]

__getattr__ = _missing_from(__name__)
