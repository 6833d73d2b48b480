"""A module: parameters, buffers and other modules under names, and the function they take part in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.core import foreign
from backlight.core.public import Public
from backlight.core.variable import Variable
from backlight.nn.modules import calling
from backlight.nn.modules.members import Members
from backlight.nn.modules.moving import Moving
from backlight.nn.modules.registering import Registering
from backlight.nn.modules.state import State
from backlight.nn.modules.wording import drawn, type_name
from backlight.tensor.parameter import Buffer, Parameter


def _no_forward(self: Any, *inputs: Any) -> Any:
    """What the module computes; every subclass has its own."""
    raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')


class Module(Registering, Members, Moving, State, metaclass=Public):
    """The base of all networks: assign parameters and modules in `__init__`, compute in `forward`.

    What is assigned as an attribute is found again by `parameters()`, `state_dict()`, `to()` and the rest.

    >>> class Scale(Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.factor = Parameter(backlight.tensor(3.0))
    ...
    ...     def forward(self, x):
    ...         return self.factor * x
    >>> Scale()(backlight.tensor([1.0, 2.0]))
    tensor([3., 6.], grad_fn=<MulBackward0>)
    """

    torch_module = "torch.nn.modules.module"
    training: bool
    dump_patches = False
    call_super_init = False
    _version = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not self.call_super_init and kwargs:
            unknown = next(iter(kwargs))
            raise TypeError(f"{type(self).__name__}.__init__() got an unexpected keyword argument '{unknown}'")
        if not self.call_super_init and args:
            raise TypeError(
                f"{type(self).__name__}.__init__() takes 1 positional argument but {len(args) + 1} were given"
            )
        own = vars(self)  # straight into it: `__setattr__` would look for parameters first
        own["training"] = True
        own["_parameters"] = {}
        own["_buffers"] = {}
        own["_non_persistent_buffers_set"] = set()
        own["_modules"] = {}
        for kind in calling.KINDS:
            own[kind] = {}
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    forward: Callable[..., Any] = _no_forward

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            if calling.everywhere or calling.is_hooked(self):
                return calling.hooked_call(self, args, kwargs)
            return self.forward(*args, **kwargs)
        except AttributeError as error:
            raise foreign.explained(error) from None

    def __setattr__(self, name: str, value: Any) -> None:
        own = vars(self)
        if isinstance(value, Parameter):
            if "_parameters" not in own:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            self._forget(name, "_parameters")
            self.register_parameter(name, value)  # pyright: ignore[reportArgumentType]
        elif name in own.get("_parameters", ()):
            _no_other(name, value, "parameter", "torch.nn.Parameter or None")
            self.register_parameter(name, value)
        elif isinstance(value, Module):
            if "_modules" not in own:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name, "_modules")
            own["_modules"][name] = value
        elif name in own.get("_modules", ()):
            _no_other(name, value, "child module", "torch.nn.Module or None")
            own["_modules"][name] = value
        elif isinstance(value, Buffer):
            if "_buffers" not in own:
                raise AttributeError("cannot assign buffer before Module.__init__() call")
            self._forget(name, "_buffers")
            self.register_buffer(name, value, value.persistent)  # pyright: ignore
        elif name in own.get("_buffers", ()):
            if not isinstance(value, Variable):
                _no_other(name, value, "buffer", "torch.nn.Buffer, torch.Tensor or None")
            own["_buffers"][name] = value
        else:
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        own = vars(self)
        for home in ("_parameters", "_buffers", "_modules"):
            if name in own.get(home, ()):
                return own[home][name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'", name=name, obj=self)

    def __delattr__(self, name: str) -> None:
        own = vars(self)
        for home in ("_parameters", "_buffers", "_modules"):
            if name in own[home]:
                del own[home][name]
                own["_non_persistent_buffers_set"].discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        names = {*dir(type(self)), *vars(self), *self._parameters, *self._modules, *self._buffers}
        return sorted([name for name in names if not name[0].isdigit()])

    def __setstate__(self, state: dict) -> None:
        vars(self).update(state)
        for kind in calling.KINDS:  # files of older versions lack some
            vars(self).setdefault(kind, {})
        vars(self).setdefault("_non_persistent_buffers_set", set())

    def _forget(self, name: str, keep: str) -> None:
        """A name is a parameter, a buffer, a module or a plain attribute, and never two of them."""
        own = vars(self)
        own.pop(name, None)
        for home in ("_parameters", "_buffers", "_modules"):
            if home != keep:
                own[home].pop(name, None)
        own["_non_persistent_buffers_set"].discard(name)

    def train(self, mode: bool = True) -> Module:
        """Set the module and all in it to training mode (or to evaluation); it matters to dropout, batch norm and few.

        >>> Module().train(False).training
        False
        """
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Module:
        """Set the module and all in it to evaluation mode: `train(False)`."""
        return self.train(False)

    def apply(self, fn: Callable[[Module], object]) -> Module:
        """Call `fn` with every module in this one, inner ones first, and with itself; often used to set weights."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Accepted: the module runs as it is."""

    def extra_repr(self) -> str:
        """The module's settings, as they stand in its `repr`."""
        return ""

    def _get_name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        return drawn(self._get_name(), self.extra_repr(), [(n, repr(m)) for n, m in self._modules.items()])


def _no_other(name: str, value: Any, what: str, wanted: str) -> None:
    if value is not None:
        raise TypeError(f"cannot assign '{type_name(value)}' as {what} '{name}' ({wanted} expected)")
