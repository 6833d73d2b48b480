"""The graph as users walk it: `torch.autograd.graph`."""

from backlight.autograd.grad import GradientEdge as GradientEdge
from backlight.autograd.grad import get_gradient_edge as get_gradient_edge
from backlight.core.node import AccumulateGrad as AccumulateGrad
from backlight.core.node import Node as Node


class save_on_cpu:
    """Keep in main memory what backward needs: all of it is there already, so this block changes nothing."""

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        self.pin_memory = pin_memory

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exception: object) -> None:
        pass
