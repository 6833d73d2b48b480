"""Modules on several devices: here there is one, so the module is called as it is and nothing is spread out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from backlight.core.errors import warn
from backlight.core.variable import Variable
from backlight.nn.modules.module import Module


class DataParallel(Module):
    """Calls `module`; in torch, with a part of the batch on each GPU.

    The parameters have the names `module.…`, as programs and files expect.

    >>> DataParallel(backlight.nn.Linear(2, 1)).state_dict().keys()
    odict_keys(['module.weight', 'module.bias'])
    """

    torch_module = "torch.nn.parallel.data_parallel"

    def __init__(self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0) -> None:
        super().__init__()
        self.module = module
        self.device_ids: list[int] = []

    def __class_getitem__(cls, kind: Any) -> Any:
        return cls

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        """What the module gives."""
        return self.module(*inputs, **kwargs)

    def replicate(self, module: Module, device_ids: Sequence[Any]) -> Any:
        """As the function `replicate`."""
        return replicate(module, device_ids)

    def scatter(self, inputs: Any, kwargs: Any, device_ids: Sequence[Any]) -> Any:
        """The arguments and the named ones for each device, as `scatter` gives them."""
        return tuple(scatter(inputs, device_ids)), tuple(scatter(kwargs or {}, device_ids))

    def parallel_apply(self, replicas: Sequence[Module], inputs: Any, kwargs: Any) -> Any:
        """As the function `parallel_apply`."""
        return parallel_apply(replicas, inputs, kwargs)

    def gather(self, outputs: Any, output_device: Any) -> Any:
        """As the function `gather`."""
        return gather(outputs, output_device)


class DistributedDataParallel(Module):
    """A module that several processes train together, which needs a process group: ValueError, as there is none."""

    torch_module = "torch.nn.parallel.distributed"

    def __init__(self, module: Module, *args: Any, **kwargs: Any) -> None:
        raise ValueError(
            "Default process group has not been initialized, please make sure to call init_process_group. backlight "
            "trains in one process: call the module itself."
        )


class DistributedDataParallelCPU(DistributedDataParallel):
    """torch's older name of `DistributedDataParallel`."""

    def __init__(self, module: Module, *args: Any, **kwargs: Any) -> None:
        warn(
            "`torch.nn.parallel.DistributedDataParallelCPU` is deprecated, please use "
            "`torch.nn.parallel.DistributedDataParallel` instead.",
            FutureWarning,
        )
        super().__init__(module, *args, **kwargs)


def data_parallel(
    module: Module,
    inputs: Any,
    device_ids: Any = None,
    output_device: Any = None,
    dim: int = 0,
    module_kwargs: Any = None,
) -> NoReturn:
    """RuntimeError: there are no GPUs to call the module on."""
    raise RuntimeError(f"device type could not be determined{_INSTEAD}")


def replicate(network: Module, devices: Sequence[Any], detach: bool = False) -> NoReturn:
    """AssertionError, or ValueError for the CPU: there are no GPUs to copy the module to."""
    _refuse_cpu(devices)
    raise AssertionError(f"Broadcast function not implemented for CPU tensors{_INSTEAD}")


def scatter(inputs: Any, target_gpus: Sequence[Any], dim: int = 0) -> Any:
    """For what holds no tensors, a copy of it for each device; RuntimeError for tensors: there are no GPUs."""
    if isinstance(inputs, Variable):
        _refuse_cpu(target_gpus)
        raise RuntimeError(f"scatter: there are no GPUs to send parts of the tensor to{_INSTEAD}")
    if isinstance(inputs, (tuple, list, dict)) and inputs:
        kind: Any = type(inputs)
        make = kind._make if hasattr(kind, "_make") else kind
        parts: Any = inputs.items() if isinstance(inputs, dict) else inputs
        return [make(row) for row in zip(*[scatter(part, target_gpus, dim) for part in parts], strict=False)]
    return [inputs for _ in target_gpus]


def gather(outputs: Any, target_device: Any, dim: int = 0) -> NoReturn:
    """AssertionError: there are no GPUs to gather from."""
    raise AssertionError(f"Gather function not implemented for CPU tensors{_INSTEAD}")


def parallel_apply(
    modules: Sequence[Module], inputs: Sequence[Any], kwargs_tup: Any = None, devices: Any = None
) -> Any:
    """RuntimeError, or AssertionError for sequences of other lengths: there are no GPUs to call the modules on."""
    for what, given in (("inputs", inputs), ("kwargs_tup", kwargs_tup), ("devices", devices)):
        if given is not None and len(given) != len(modules):
            raise AssertionError(
                f"The number of modules {len(modules)} is not equal to the number of {what} {len(given)}"
            )
    _refuse_cpu(devices or ())
    raise RuntimeError(f"Cannot access accelerator device when none is available{_INSTEAD}")


_INSTEAD = ": backlight computes on the CPU; call the module itself, or DataParallel(module)"


def _refuse_cpu(devices: Sequence[Any]) -> None:
    if any(str(device) == "cpu" for device in devices):
        raise ValueError("Expected a non cpu device, but got: cpu")
