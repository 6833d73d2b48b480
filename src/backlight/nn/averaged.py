"""A network whose parameters are the mean of another's over its training, plain or forgetting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import chain
from typing import Any

from backlight.autograd.grad_mode import no_grad
from backlight.nn.modules.batch_norm import _BatchNorm
from backlight.nn.modules.module import Module
from backlight.tensor.data import tensor


def get_swa_avg_fn() -> Callable:
    """The plain mean: (mean, new, count of those in the mean) → mean."""

    @no_grad()
    def swa_update(averaged_param: Any, current_param: Any, num_averaged: Any) -> Any:
        return averaged_param + (current_param - averaged_param) / (num_averaged + 1)

    return swa_update


def get_ema_avg_fn(decay: float = 0.999) -> Callable:
    """The mean that forgets: decay · mean + (1 - decay) · new."""
    _check_decay(decay)

    @no_grad()
    def ema_update(ema_param: Any, current_param: Any, num_averaged: Any) -> Any:
        return decay * ema_param + (1 - decay) * current_param

    return ema_update


def get_swa_multi_avg_fn() -> Callable:
    """`get_swa_avg_fn` for lists of tensors, in place."""
    return _for_lists(get_swa_avg_fn())


def get_ema_multi_avg_fn(decay: float = 0.999) -> Callable:
    """`get_ema_avg_fn` for lists of tensors, in place."""
    return _for_lists(get_ema_avg_fn(decay))


def _check_decay(decay: float) -> None:
    if not 0.0 <= decay <= 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")


def _for_lists(average: Callable) -> Callable:
    @no_grad()
    def update(averaged: Iterable[Any], current: Iterable[Any], num_averaged: Any) -> None:
        for mean, new in zip(averaged, current, strict=True):
            mean.copy_(average(mean, new, num_averaged))

    return update


class AveragedModel(Module):
    """A copy of `model` whose parameters are, after each `update_parameters(model)`, the mean of those seen so far.

    Args:
        model: the network that is trained.
        avg_fn: (mean, new, count) → mean, for one tensor; by default the plain mean.
        multi_avg_fn: the same for two lists of tensors, in place of the first.
        use_buffers: whether buffers are averaged too, instead of copied.

    >>> net = backlight.nn.Linear(1, 1)
    >>> mean = AveragedModel(net)
    >>> mean.update_parameters(net)
    >>> int(mean.n_averaged)
    1
    """

    torch_module = "torch.optim.swa_utils"

    def __init__(
        self,
        model: Module,
        device: Any = None,
        avg_fn: Callable | None = None,
        multi_avg_fn: Callable | None = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", tensor(0))
        self.avg_fn = avg_fn
        self.multi_avg_fn = multi_avg_fn
        self.use_buffers = use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the averaged network computes."""
        return self.module(*args, **kwargs)

    def update_parameters(self, model: Module) -> None:
        """Take the parameters of `model` into the mean."""
        means, news = self._averaged(self.module), self._averaged(model)
        with no_grad():
            if int(self.n_averaged) == 0:
                for mean, new in zip(means, news, strict=True):
                    mean.copy_(new)
            else:
                average = self.multi_avg_fn or _for_lists(self.avg_fn or get_swa_avg_fn())
                average(means, news, self.n_averaged)
            if not self.use_buffers:
                for mean, new in zip(self.module.buffers(), model.buffers(), strict=True):
                    mean.copy_(new)
            self.n_averaged += 1

    def _averaged(self, model: Module) -> list[Any]:
        return [x.detach() for x in chain(model.parameters(), model.buffers() if self.use_buffers else ())]


@no_grad()
def update_bn(loader: Iterable[Any], model: Module, device: Any = None) -> None:
    """Compute the running means and variances of all BatchNorm layers anew, over the inputs of a loader."""
    layers = [module for module in model.modules() if isinstance(module, _BatchNorm)]
    if not layers:
        return
    momenta, was_training = [layer.momentum for layer in layers], model.training
    model.train()
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None  # the plain mean of all batches
    for inputs in loader:
        inputs = inputs[0] if isinstance(inputs, (list, tuple)) else inputs
        model(inputs if device is None else inputs.to(device))
    for layer, momentum in zip(layers, momenta, strict=True):
        layer.momentum = momentum
    model.train(was_training)
