"""`torch.distributed`: processes that train together; there is always one here, and `is_available()` says so."""

from enum import Enum as _Enum
from typing import Any, NoReturn

from backlight.core.missing import missing_from as _missing_from


class ReduceOp(_Enum):
    """How values of several processes become one."""

    SUM, AVG, PRODUCT, MIN, MAX, BAND, BOR, BXOR, PREMUL_SUM = range(9)


class group:
    """Names of groups of processes; there is none."""

    WORLD = None


class GroupMember(group):
    """The same names, and that of those who are not in a group."""

    NON_GROUP_MEMBER = -100


def is_available() -> bool:
    """False: backlight runs in one process."""
    return False


def _no(*_: Any) -> bool:
    """False: backlight runs in one process."""
    return False


is_initialized = is_nccl_available = is_gloo_available = is_mpi_available = is_ucc_available = is_xccl_available = _no
is_torchelastic_launched = is_backend_available = _no


def init_process_group(backend: str | None = None, *args: Any, **named: Any) -> NoReturn:
    """Not here."""
    raise NotImplementedError(
        "torch.distributed.init_process_group: backlight trains in one process. Run the script without torchrun, and "
        "guard this call: if torch.distributed.is_available(): ..."
    )


def destroy_process_group(group: Any = None) -> NoReturn:
    """There is no group of processes: AssertionError, as in torch before one is made."""
    raise AssertionError("Process group cannot be None")


def _not_initialized(*args: Any, **named: Any) -> NoReturn:
    """There is no group of processes: ValueError, as in torch before one is made."""
    raise ValueError("Default process group has not been initialized, please make sure to call init_process_group.")


get_rank = get_world_size = get_backend = barrier = new_group = monitored_barrier = _not_initialized
all_reduce = all_gather = all_gather_into_tensor = all_gather_object = all_to_all = all_to_all_single = _not_initialized
broadcast = broadcast_object_list = gather = gather_object = reduce = reduce_scatter = _not_initialized
reduce_scatter_tensor = scatter = scatter_object_list = send = recv = isend = irecv = _not_initialized

__all__ = [
    "GroupMember",
    "ReduceOp",
    "all_gather",
    "all_gather_into_tensor",
    "all_gather_object",
    "all_reduce",
    "all_to_all",
    "all_to_all_single",
    "barrier",
    "broadcast",
    "broadcast_object_list",
    "destroy_process_group",
    "gather",
    "gather_object",
    "get_backend",
    "get_rank",
    "get_world_size",
    "group",
    "init_process_group",
    "irecv",
    "is_available",
    "is_backend_available",
    "is_gloo_available",
    "is_initialized",
    "is_mpi_available",
    "is_nccl_available",
    "is_torchelastic_launched",
    "is_ucc_available",
    "is_xccl_available",
    "isend",
    "monitored_barrier",
    "new_group",
    "recv",
    "reduce",
    "reduce_scatter",
    "reduce_scatter_tensor",
    "scatter",
    "scatter_object_list",
    "send",
]

__getattr__ = _missing_from(__name__)
