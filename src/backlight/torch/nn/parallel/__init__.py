"""`torch.nn.parallel`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.parallel import DataParallel as DataParallel
from backlight.nn.parallel import DistributedDataParallel as DistributedDataParallel
from backlight.nn.parallel import DistributedDataParallelCPU as DistributedDataParallelCPU
from backlight.nn.parallel import gather as gather
from backlight.nn.parallel import scatter as scatter

# The functions, whose modules have the same names: those must be imported before, or they would take their place.
from backlight.torch.nn.parallel import data_parallel, parallel_apply, replicate  # isort: skip
from backlight.nn.parallel import data_parallel, parallel_apply, replicate  # noqa: F811  # isort: skip

__all__ = [
    "DataParallel",
    "DistributedDataParallel",
    "data_parallel",
    "gather",
    "parallel_apply",
    "replicate",
    "scatter",
]

__getattr__ = _missing_from(__name__)
