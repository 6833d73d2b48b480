"""A module's state as a dictionary of its parameters and buffers by path, and back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from backlight.autograd.grad_mode import no_grad
from backlight.core.errors import warn
from backlight.core.variable import Variable
from backlight.tensor.parameter import Parameter, is_lazy

EXTRA = "_extra_state"


class IncompatibleKeys(NamedTuple):
    """What `load_state_dict` found missing in the dictionary, and unexpected in it."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"

    __str__ = __repr__


class State:
    """`state_dict` and `load_state_dict`."""

    def get_extra_state(self) -> Any:
        """State that is no tensor; a module that has some defines this and `set_extra_state`."""
        raise RuntimeError(
            "Reached a code path in Module.get_extra_state() that should never be called. Define it together with "
            "set_extra_state()."
        )

    def set_extra_state(self, state: Any) -> None:
        """Take back what `get_extra_state` gave."""
        raise RuntimeError(
            "Reached a code path in Module.set_extra_state() that should never be called. Define it together with "
            "get_extra_state()."
        )

    def state_dict(self: Any, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """All parameters and persistent buffers by path; the tensors share the module's memory.

        Args:
            destination: a dictionary to fill; left out, a new one.
            prefix: what every path begins with.
            keep_vars: give the parameters themselves, with their graph, and not their data.

        >>> list(backlight.nn.Linear(2, 1).state_dict())
        ['weight', 'bias']
        """
        if args:
            warn("Positional args are being deprecated, use kwargs instead.", FutureWarning)
            given: Any = (*args, *(destination, prefix, keep_vars)[len(args) :])
            destination, prefix, keep_vars = given[:3]
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        metadata = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = metadata
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            replaced = hook(self, destination, prefix, metadata)
            destination = destination if replaced is None else replaced
        return destination

    def _save_to_state_dict(self: Any, destination: Any, prefix: str, keep_vars: bool) -> None:
        """This module's own part, without that of the modules in it."""
        for name, tensor in self._own_state():
            destination[prefix + name] = tensor if keep_vars or is_lazy(tensor) else tensor.detach()
        if type(self).get_extra_state is not State.get_extra_state:
            destination[prefix + EXTRA] = self.get_extra_state()

    def _own_state(self: Any) -> list[tuple[str, Any]]:
        kept = [(n, b) for n, b in self._buffers.items() if n not in self._non_persistent_buffers_set]
        return [(name, tensor) for name, tensor in [*self._parameters.items(), *kept] if tensor is not None]

    def load_state_dict(self: Any, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> Any:
        """Copy the tensors of `state_dict` into the parameters and buffers of the same paths.

        Args:
            strict: the paths must be the same on both sides; else what differs is only returned.
            assign: take over the tensors themselves instead of copying.

        Returns what was missing and unexpected. Raises RuntimeError for that (strict), and for shapes that differ.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        metadata = getattr(state_dict, "_metadata", None)
        given: Any = OrderedDict(state_dict)
        if metadata is not None:
            given._metadata = metadata
        missing: list[str] = []
        unexpected: list[str] = []
        errors: list[str] = []

        def load(module: Any, part: Any, prefix: str) -> None:
            about = {} if metadata is None else metadata.get(prefix[:-1], {})
            if assign:
                about["assign_to_params_buffers"] = assign
            module._load_from_state_dict(part, prefix, about, True, missing, unexpected, errors)
            for name, child in module._modules.items():
                if child is not None:
                    start = f"{prefix}{name}."
                    load(child, {k: v for k, v in part.items() if k.startswith(start)}, start)
            found = IncompatibleKeys(missing, unexpected)
            for hook in module._load_state_dict_post_hooks.values():
                if hook(module, found) is not None:
                    raise AssertionError(
                        "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new "
                        "values, if incompatible_keys need to be modified, it should be done inplace."
                    )

        load(self, given, "")
        if strict:
            for what, keys in (("Unexpected", unexpected), ("Missing", missing)):
                if keys:
                    listed = ", ".join([f'"{key}"' for key in keys])
                    errors.insert(0, f"{what} key(s) in state_dict: {listed}. ")
        if errors:
            listed = "\n\t".join(errors)
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{listed}")
        return IncompatibleKeys(missing, unexpected)

    def _load_from_state_dict(
        self: Any,
        state_dict: Any,
        prefix: str,
        local_metadata: dict,
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        """This module's own part; what is wrong is added to the three lists."""
        for hook in self._load_state_dict_pre_hooks.values():
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        assign = local_metadata.get("assign_to_params_buffers", False)
        for name, tensor in self._own_state():
            key = prefix + name
            if key in state_dict:
                self._take(name, tensor, key, state_dict[key], assign, error_msgs)
            elif strict:
                missing_keys.append(key)
        self._load_extra(state_dict, prefix + EXTRA, strict, missing_keys, unexpected_keys)
        if strict:
            unexpected_keys.extend(self._strangers(state_dict, prefix))

    def _take(self: Any, name: str, tensor: Any, key: str, given: Any, assign: bool, errors: list[str]) -> None:
        """Copy one tensor of the state into `tensor`, or put it in its place."""
        if not isinstance(given, Variable):
            errors.append(
                f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from '
                f"checkpoint but received {type(given)}"
            )
            return
        value: Any = given
        lazy = is_lazy(tensor)
        if not lazy and tensor.dim() == 0 and tuple(value.shape) == (1,):
            value = value[0]  # files of long ago kept numbers as vectors of one
        if not lazy and value.shape != tensor.shape:
            errors.append(
                f"size mismatch for {key}: copying a param with shape {value.shape} from checkpoint, the shape in "
                f"current model is {tensor.shape}."
            )
            return
        if lazy and not is_lazy(value):
            tensor.materialize(value.shape)
        try:
            with no_grad():
                if not assign:
                    tensor.copy_(value)
                elif isinstance(tensor, Parameter):
                    fresh = value if isinstance(value, Parameter) else Parameter(value, tensor.requires_grad)
                    setattr(self, name, fresh.requires_grad_(tensor.requires_grad))
                else:
                    setattr(self, name, value)
        except Exception as error:
            errors.append(
                f'While copying the parameter named "{key}", whose dimensions in the model are {tensor.size()} and '
                f"whose dimensions in the checkpoint are {value.size()}, an exception occurred : {error.args}."
            )

    def _load_extra(
        self: Any, state_dict: Any, key: str, strict: bool, missing_keys: list[str], unexpected_keys: list[str]
    ) -> None:
        if type(self).set_extra_state is not State.set_extra_state:
            if key in state_dict:
                self.set_extra_state(state_dict[key])
            elif strict:
                missing_keys.append(key)
        elif strict and key in state_dict:
            unexpected_keys.append(key)

    def _strangers(self: Any, state_dict: Any, prefix: str) -> list[str]:
        """The keys that belong to no part of this module."""
        own = {name for name, _ in self._own_state()}
        found = []
        for key in state_dict:
            if not key.startswith(prefix) or key == prefix + EXTRA:
                continue
            first, _, rest = key[len(prefix) :].partition(".")
            if (rest and first not in self._modules) or (not rest and first not in own):
                found.append(key)
        return found
