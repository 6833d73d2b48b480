"""`GradScaler`: multiplies a loss before backward, so that its gradients in float16 do not vanish.

They are divided again before the optimizer's step. A step whose gradients overflowed is left out, and the factor
becomes smaller.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.autograd.grad_mode import no_grad
from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.core.result import constant
from backlight.core.variable import Variable

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

_READY, _UNSCALED, _STEPPED = range(3)


class GradScaler:
    """Scales losses and gradients for training in float16.

    Args:
        device: "cpu"; "cuda", the default, is warned of and switched off, as in a torch without CUDA.
        init_scale: the first factor.
        growth_factor: multiplies it after `growth_interval` steps in a row without an overflow.
        backoff_factor: multiplies it after a step that was left out.
        enabled: False makes a scaler that does nothing but `optimizer.step()`.

    >>> scaler = GradScaler("cpu", init_scale=4.0)
    >>> scaler.scale(backlight.tensor(0.5))
    tensor(2.)
    """

    def __init__(
        self,
        device: str = "cuda",
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        self._device, self._enabled = device, enabled
        if enabled and device == "cuda":
            warn("torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.")
            self._enabled = False
        if self._enabled:
            if growth_factor <= 1.0:
                raise AssertionError("The growth factor must be > 1.0.")
            if backoff_factor >= 1.0:
                raise AssertionError("The backoff factor must be < 1.0.")
        self._init_scale, self._growth_interval = init_scale, growth_interval
        self._growth_factor, self._backoff_factor = growth_factor, backoff_factor
        self._init_growth_tracker = 0
        self._scale: Any = None  # made with the first loss
        self._growth_tracker: Any = None
        self._states: dict[int, list] = {}  # of an optimizer: its stage, and whether its gradients overflowed

    def scale(self, outputs: Any) -> Any:
        """The tensor, or each one of an iterable, multiplied by the factor."""
        if not self._enabled:
            return outputs
        if isinstance(outputs, Variable):
            if self._scale is None:
                self._start()
            return outputs * self._scale  # type: ignore[operator]
        if not isinstance(outputs, Iterable):
            raise ValueError("outputs must be a Tensor or an iterable of Tensors")
        scaled = map(self.scale, outputs)
        return type(outputs)(scaled) if isinstance(outputs, (list, tuple)) else scaled  # type: ignore[call-arg]

    def unscale_(self, optimizer: Any) -> None:
        """Divide the gradients of the optimizer's parameters by the factor, once between two updates."""
        if not self._enabled:
            return
        self._expect_started("unscale_")
        state = self._state(optimizer)
        if state[0] == _UNSCALED:
            raise RuntimeError("unscale_() has already been called on this optimizer since the last update().")
        if state[0] == _STEPPED:
            raise RuntimeError("unscale_() is being called after step().")
        inverse = self._scale.double().reciprocal().float()
        overflow: Any = constant(np.zeros((), np.float32))
        grads = [x.grad for group in optimizer.param_groups for x in group["params"] if x.grad is not None]
        if any(grad.dtype is dtypes.float16 for grad in grads):
            raise ValueError("Attempting to unscale FP16 gradients.")
        with no_grad():
            check_and_unscale_(grads, overflow, inverse)
        state[:] = _UNSCALED, overflow

    def step(self, optimizer: Any, *args: Any, **named: Any) -> float | None:
        """Divide the gradients if that was not done, and take the optimizer's step unless one is infinite or NaN."""
        if not self._enabled:
            return optimizer.step(*args, **named)
        if "closure" in named:
            raise RuntimeError("Closure use is not currently supported if GradScaler is enabled.")
        self._expect_started("step")
        state = self._state(optimizer)
        if state[0] == _STEPPED:
            raise RuntimeError("step() has already been called since the last update().")
        if state[0] == _READY:
            self.unscale_(optimizer)
        if not any(x.grad is not None for group in optimizer.param_groups for x in group["params"]):
            raise AssertionError("No inf checks were recorded for this optimizer.")
        result = None if state[1].item() else optimizer.step(*args, **named)
        state[0] = _STEPPED
        return result

    def update(self, new_scale: float | Tensor | None = None) -> None:
        """Make the factor smaller after an overflow, larger after a long time without one, or set it."""
        if not self._enabled:
            return
        self._expect_started("update")
        if new_scale is not None:
            self._scale.fill_(new_scale)
        else:
            overflows = [overflow for _, overflow in self._states.values() if overflow is not None]
            if not overflows:
                raise AssertionError("No inf checks were recorded prior to update.")
            update_scale_(
                self._scale,
                self._growth_tracker,
                sum(overflows[1:], overflows[0]),
                self._growth_factor,
                self._backoff_factor,
                self._growth_interval,
            )
        self._states.clear()

    def get_scale(self) -> float:
        """The factor as a number; 1.0 if the scaler is not enabled."""
        if not self._enabled:
            return 1.0
        return self._init_scale if self._scale is None else self._scale.item()

    def get_growth_factor(self) -> float:
        """What the factor is multiplied by to grow."""
        return self._growth_factor

    def set_growth_factor(self, new_factor: float) -> None:
        """Set what the factor is multiplied by to grow."""
        self._growth_factor = new_factor

    def get_backoff_factor(self) -> float:
        """What the factor is multiplied by after an overflow."""
        return self._backoff_factor

    def set_backoff_factor(self, new_factor: float) -> None:
        """Set what the factor is multiplied by after an overflow."""
        self._backoff_factor = new_factor

    def get_growth_interval(self) -> int:
        """How many steps without an overflow let the factor grow."""
        return self._growth_interval

    def set_growth_interval(self, new_interval: int) -> None:
        """Set how many steps without an overflow let the factor grow."""
        self._growth_interval = new_interval

    def is_enabled(self) -> bool:
        """Whether the scaler does anything."""
        return self._enabled

    def state_dict(self) -> dict[str, Any]:
        """The factor and how it changes, as a dict; an empty one if the scaler is not enabled."""
        if not self._enabled:
            return {}
        steps = self._init_growth_tracker if self._growth_tracker is None else self._growth_tracker.item()
        return {
            "scale": self.get_scale(),
            "growth_factor": self._growth_factor,
            "backoff_factor": self._backoff_factor,
            "growth_interval": self._growth_interval,
            "_growth_tracker": steps,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict()` gave."""
        if not self._enabled:
            return
        if not state_dict:
            raise RuntimeError(
                "The source state dict is empty, possibly because it was saved from a disabled instance of GradScaler."
            )
        self._init_scale = state_dict["scale"]
        self._growth_factor, self._backoff_factor = state_dict["growth_factor"], state_dict["backoff_factor"]
        self._growth_interval = state_dict["growth_interval"]
        self._init_growth_tracker = state_dict["_growth_tracker"]
        if self._scale is not None:
            self._scale.fill_(self._init_scale)
            self._growth_tracker.fill_(self._init_growth_tracker)

    def _start(self) -> None:
        self._scale = constant(np.array(self._init_scale, np.float32))
        self._growth_tracker = constant(np.array(self._init_growth_tracker, np.int32))

    def _expect_started(self, method: str) -> None:
        if self._scale is None:
            raise AssertionError(
                f"Attempted {method} but _scale is None.  This may indicate your script did not use "
                "scaler.scale(loss or outputs) earlier in the iteration."
            )

    def _state(self, optimizer: Any) -> list:
        return self._states.setdefault(id(optimizer), [_READY, None])


def check_and_unscale_(grads: Any, found_inf: Any, inv_scale: Any) -> None:
    """Multiply each gradient by `inv_scale` in place; `found_inf` becomes 1 if one of them was infinite or NaN."""
    for grad in grads:
        if not grad.isfinite().all():
            found_inf.fill_(1.0)
        grad.mul_(inv_scale)


def update_scale_(
    scale: Any, growth_tracker: Any, found_inf: Any, growth_factor: float, backoff_factor: float, growth_interval: int
) -> Any:
    """Change `scale` and the count of steps without an overflow, in place, by whether there was one."""
    if found_inf.item():
        scale.mul_(backoff_factor)
        growth_tracker.fill_(0)
    elif growth_tracker.item() + 1 == growth_interval:
        grown = scale * growth_factor
        if grown.isfinite():
            scale.copy_(grown)
        growth_tracker.fill_(0)
    else:
        growth_tracker.add_(1)
    return scale
