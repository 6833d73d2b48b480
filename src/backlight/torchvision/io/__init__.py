"""`torchvision.io`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torchvision.io.image import ImageReadMode as ImageReadMode
from backlight.torchvision.io.image import decode_gif as decode_gif
from backlight.torchvision.io.image import decode_image as decode_image
from backlight.torchvision.io.image import decode_jpeg as decode_jpeg
from backlight.torchvision.io.image import decode_png as decode_png
from backlight.torchvision.io.image import decode_webp as decode_webp
from backlight.torchvision.io.image import encode_jpeg as encode_jpeg
from backlight.torchvision.io.image import encode_png as encode_png
from backlight.torchvision.io.image import read_file as read_file
from backlight.torchvision.io.image import read_image as read_image
from backlight.torchvision.io.image import write_file as write_file
from backlight.torchvision.io.image import write_jpeg as write_jpeg
from backlight.torchvision.io.image import write_png as write_png

__all__ = [
    "ImageReadMode",
    "decode_gif",
    "decode_image",
    "decode_jpeg",
    "decode_png",
    "decode_webp",
    "encode_jpeg",
    "encode_png",
    "read_file",
    "read_image",
    "write_file",
    "write_jpeg",
    "write_png",
]

__getattr__ = _missing_from(__name__)
