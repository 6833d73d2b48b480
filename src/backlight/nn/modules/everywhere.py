"""Hooks of all modules at once: around their calls, and where their parts are registered."""

from __future__ import annotations

from collections.abc import Callable

from backlight.core.hooks import Handle
from backlight.nn.modules import calling


def register_module_forward_pre_hook(hook: Callable) -> Handle:
    """Call `hook(module, args)` before the `forward` of every module; what it returns replaces the arguments."""
    return calling.hook_everywhere("_forward_pre_hooks", hook)


def register_module_forward_hook(hook: Callable, *, with_kwargs: bool = False, always_call: bool = False) -> Handle:
    """Call `hook(module, args, output)` after the `forward` of every module; what it returns replaces the output.

    >>> names = []
    >>> handle = register_module_forward_hook(lambda module, args, out: names.append(type(module).__name__))
    >>> _ = backlight.nn.Sequential(backlight.nn.ReLU())(backlight.ones(1))
    >>> handle.remove()
    >>> names
    ['ReLU', 'Sequential']
    """
    return calling.hook_everywhere("_forward_hooks", hook, always_call, with_kwargs)


def register_module_full_backward_pre_hook(hook: Callable) -> Handle:
    """Call `hook(module, grad_output)` before the backward pass goes through any module."""
    return calling.hook_everywhere("_backward_pre_hooks", hook)


def register_module_full_backward_hook(hook: Callable) -> Handle:
    """Call `hook(module, grad_input, grad_output)` when the gradients of any module's inputs are known."""
    return calling.hook_everywhere("_backward_hooks", hook)


def register_module_backward_hook(hook: Callable) -> Handle:
    """The same as `register_module_full_backward_hook`; torch's older form saw only the last operation."""
    return register_module_full_backward_hook(hook)


def register_module_parameter_registration_hook(hook: Callable) -> Handle:
    """Call `hook(module, name, parameter)` where one is registered; what it returns takes its place."""
    return Handle(calling.registrations["parameter"], hook)


def register_module_buffer_registration_hook(hook: Callable) -> Handle:
    """Call `hook(module, name, buffer)` where one is registered; what it returns takes its place."""
    return Handle(calling.registrations["buffer"], hook)


def register_module_module_registration_hook(hook: Callable) -> Handle:
    """Call `hook(module, name, submodule)` where one is registered; what it returns takes its place."""
    return Handle(calling.registrations["module"], hook)
