"""`torch.cuda` on a machine without CUDA: the questions that programs ask, and their answers."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from backlight.core.absent import Absent
from backlight.core.device import device as _device
from backlight.core.device import on as _on
from backlight.core.errors import OutOfMemoryError as OutOfMemoryError
from backlight.core.missing import missing_from as _missing_from
from backlight.tensor.legacy import TYPES

FloatTensor, DoubleTensor = TYPES["torch.cuda.FloatTensor"], TYPES["torch.cuda.DoubleTensor"]
HalfTensor, BFloat16Tensor = TYPES["torch.cuda.HalfTensor"], TYPES["torch.cuda.BFloat16Tensor"]
IntTensor, LongTensor = TYPES["torch.cuda.IntTensor"], TYPES["torch.cuda.LongTensor"]
ShortTensor, CharTensor = TYPES["torch.cuda.ShortTensor"], TYPES["torch.cuda.CharTensor"]
ByteTensor, BoolTensor = TYPES["torch.cuda.ByteTensor"], TYPES["torch.cuda.BoolTensor"]

_cuda = Absent("cuda")

is_available, is_initialized, is_tf32_supported = _cuda.answers(False), _cuda.answers(False), _cuda.answers(False)
device_count, get_gencode_flags = _cuda.answers(0), _cuda.answers("")
has_magma = has_half = False
default_generators: tuple = ()

manual_seed, manual_seed_all, seed, seed_all = _cuda.ignores(), _cuda.ignores(), _cuda.ignores(), _cuda.ignores()
empty_cache, caching_allocator_enable = _cuda.ignores(), _cuda.ignores()
reset_peak_memory_stats = reset_accumulated_memory_stats = _cuda.ignores()
reset_max_memory_allocated = reset_max_memory_cached = reset_peak_memory_stats
memory_allocated = max_memory_allocated = memory_reserved = max_memory_reserved = _cuda.answers_of(0)
memory_cached = max_memory_cached = memory_reserved

init, ipc_collect = _cuda.refuses(), _cuda.refuses()
current_device, set_stream = _cuda.refuses(), _cuda.refuses()
get_device_name, get_device_capability, get_device_properties = _cuda.refuses(), _cuda.refuses(), _cuda.refuses()
mem_get_info, memory_usage, utilization = _cuda.refuses(), _cuda.refuses(), _cuda.refuses()
temperature, power_draw, clock_rate = _cuda.refuses(), _cuda.refuses(), _cuda.refuses()
current_stream, default_stream, synchronize = _cuda.refuses(), _cuda.refuses(), _cuda.refuses()
current_blas_handle, get_sync_debug_mode, initial_seed = _cuda.refuses(), _cuda.refuses(), _cuda.refuses()
get_rng_state, get_per_process_memory_fraction = _cuda.refuses(), _cuda.refuses()

Event, Stream, ExternalStream = _cuda.class_("Event"), _cuda.class_("Stream"), _cuda.class_("ExternalStream")
CUDAGraph, MemPool = _cuda.class_("CUDAGraph"), _cuda.class_("MemPool")
device, StreamContext = _cuda.block("device"), _cuda.block("StreamContext")
stream = StreamContext


class DeferredCudaCallError(Exception):
    """A call that waited for CUDA failed; never raised here."""


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """False: there is no GPU."""
    return False


def get_arch_list() -> list[str]:
    """An empty list: there is no GPU."""
    return []


def get_rng_state_all() -> list:
    """An empty list: there is no GPU."""
    return []


def memory_stats(device: Any = None) -> OrderedDict[str, Any]:
    """An empty dict: there is no GPU memory."""
    return OrderedDict()


def memory_stats_as_nested_dict(device: Any = None) -> dict[str, Any]:
    """An empty dict: there is no GPU memory."""
    return {}


def memory_summary(device: Any = None, abbreviated: bool = False) -> str:
    """A sentence: there is no GPU memory to be summed up."""
    return "There is no CUDA device: backlight computes on the CPU, and no GPU memory is in use."


def list_gpu_processes(device: Any = None) -> str:
    """A sentence: there is no GPU."""
    return "There is no CUDA device."


def set_device(device: Any) -> None:
    """AssertionError: there is no CUDA device to choose. ValueError for a device that is none of CUDA's."""
    if isinstance(device, (str, _device)) and _device(device).type != "cuda":
        raise ValueError(f"Expected a cuda device, but got: {device}")
    _on("cuda")


def set_per_process_memory_fraction(fraction: float, device: Any = None) -> None:
    """AssertionError, as in a torch without CUDA."""
    _on("cuda")


def set_rng_state(new_state: Any, device: Any = "cuda") -> None:
    """AssertionError, as in a torch without CUDA."""
    _on("cuda")


def set_sync_debug_mode(debug_mode: Any) -> None:
    """AssertionError, as in a torch without CUDA."""
    _on("cuda")


def can_device_access_peer(device: Any, peer_device: Any) -> bool:
    """AssertionError, as in a torch without CUDA."""
    _on("cuda")
    return False


class device_of(device):
    """Selects the device of a tensor, which is the CPU: nothing."""

    def __init__(self, obj: Any) -> None:
        super().__init__(None)


__getattr__ = _missing_from(__name__)
