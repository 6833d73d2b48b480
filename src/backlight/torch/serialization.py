"""`torch.serialization`."""

from backlight.core.later import where_found as _where_found
from backlight.core.missing import missing_from as _missing_from
from backlight.serialization import *  # noqa: F403
from backlight.serialization.options import LoadEndianness as LoadEndianness
from backlight.serialization.options import get_crc32_options as get_crc32_options
from backlight.serialization.options import get_default_load_endianness as get_default_load_endianness
from backlight.serialization.options import get_default_mmap_options as get_default_mmap_options
from backlight.serialization.options import set_crc32_options as set_crc32_options
from backlight.serialization.options import set_default_load_endianness as set_default_load_endianness
from backlight.serialization.options import set_default_mmap_options as set_default_mmap_options
from backlight.serialization.skipping import skip_data as skip_data

DEFAULT_PROTOCOL = 2

_LATER = _where_found(
    {
        "backlight.serialization.locations": (
            "SourceChangeWarning check_module_version_greater_or_equal default_restore_location "
            "get_unsafe_globals_in_checkpoint location_tag mkdtemp normalize_storage_type register_package "
            "validate_cuda_device validate_hpu_device"
        )
    }
)
__getattr__ = _missing_from(__name__, _LATER)
