"""`torchvision.datasets.mnist`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.datasets.idx import SN3_PASCALVINCENT_TYPEMAP as SN3_PASCALVINCENT_TYPEMAP
from backlight.vision.datasets.idx import read_image_file as read_image_file
from backlight.vision.datasets.idx import read_label_file as read_label_file
from backlight.vision.datasets.idx import read_sn3_pascalvincent_tensor as read_sn3_pascalvincent_tensor
from backlight.vision.datasets.mnist import EMNIST as EMNIST
from backlight.vision.datasets.mnist import KMNIST as KMNIST
from backlight.vision.datasets.mnist import MNIST as MNIST
from backlight.vision.datasets.mnist import QMNIST as QMNIST
from backlight.vision.datasets.mnist import FashionMNIST as FashionMNIST

__getattr__ = _missing_from(__name__)
