"""`torchvision.datasets.utils`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.datasets.files import calculate_md5 as calculate_md5
from backlight.vision.datasets.files import check_integrity as check_integrity
from backlight.vision.datasets.files import check_md5 as check_md5
from backlight.vision.datasets.files import download_and_extract_archive as download_and_extract_archive
from backlight.vision.datasets.files import download_file_from_google_drive as download_file_from_google_drive
from backlight.vision.datasets.files import download_url as download_url
from backlight.vision.datasets.files import extract_archive as extract_archive
from backlight.vision.datasets.files import iterable_to_str as iterable_to_str
from backlight.vision.datasets.files import list_dir as list_dir
from backlight.vision.datasets.files import list_files as list_files
from backlight.vision.datasets.files import verify_str_arg as verify_str_arg

__getattr__ = _missing_from(__name__)
