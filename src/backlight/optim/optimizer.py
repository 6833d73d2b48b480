"""What all optimizers are: groups of parameters with their settings, a state for each parameter, a step."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from copy import copy, deepcopy
from functools import wraps
from itertools import chain
from typing import TYPE_CHECKING, Any

from backlight.autograd.grad_mode import enable_grad, no_grad
from backlight.core import modes
from backlight.core.errors import warn
from backlight.core.hooks import Handle
from backlight.core.public import Public
from backlight.core.variable import Variable
from backlight.tensor.gradients import forget_gradient

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

required: Any = object()  # a default that has to be given

_HOOKS = (
    "_optimizer_step_pre_hooks",
    "_optimizer_step_post_hooks",
    "_optimizer_state_dict_pre_hooks",
    "_optimizer_state_dict_post_hooks",
    "_optimizer_load_state_dict_pre_hooks",
    "_optimizer_load_state_dict_post_hooks",
)
everywhere: dict[str, dict] = {"before": {}, "after": {}}  # the hooks of every optimizer's step


class Optimizer(metaclass=Public):
    """The base of all optimizers.

    Args:
        params: tensors, or dictionaries {"params": tensors, setting: value, …}, or pairs of a name and a tensor.
        defaults: the settings of groups that do not say otherwise.
    """

    torch_module = "torch.optim.optimizer"
    defaults: dict[str, Any]
    state: Any
    param_groups: list[dict[str, Any]]
    _optimizer_step_pre_hooks: OrderedDict
    _optimizer_step_post_hooks: OrderedDict
    _optimizer_state_dict_pre_hooks: OrderedDict
    _optimizer_state_dict_post_hooks: OrderedDict
    _optimizer_load_state_dict_pre_hooks: OrderedDict
    _optimizer_load_state_dict_post_hooks: OrderedDict

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Variable):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                f"{params.type()}"  # pyright: ignore
            )
        self.defaults = defaults
        self._make_hooks()
        _with_hooks(type(self))
        self.state = defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if not groups:
            raise ValueError(
                "optimizer got an empty parameter list; is a list of layers a plain list (use ModuleList)?"
            )
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(dict(group) if isinstance(group, dict) else group)
        if defaults.get("fused"):
            for other in ("differentiable", "foreach"):
                if defaults.get(other):
                    raise RuntimeError(f"`fused` does not support `{other}`: set one of them to False.")

    def _make_hooks(self) -> None:
        for kind in _HOOKS:
            vars(self).setdefault(kind, OrderedDict())

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add parameters with settings of their own, as for layers that are unfrozen later."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, Variable):
            params = [params]
        elif isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in "
                "sets will change between runs. Please use a list instead."
            )
        params: Any = list(params)
        names = [param[0] for param in params if isinstance(param, tuple)]
        if names:
            if len(names) != len(params):
                raise ValueError(
                    "all optimizer params should be with/without names. Some param names are missing: "
                    f"{len(names)} of {len(params)} have one"
                )
            param_group["param_names"] = names
            params = [tensor for _, tensor in params]
        param_group["params"] = params
        for param in params:
            if not isinstance(param, Variable):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(param).__name__}")
            inner: Any = param
            if inner._node is not None and not (inner.retains_grad or self.defaults.get("differentiable")):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            param_group.setdefault(name, default)
        if len({id(p) for p in params}) != len(params):
            warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information"
            )
        for group in self.param_groups:
            if ("param_names" in param_group) != ("param_names" in group):
                raise ValueError(
                    "all optimizer param groups should be with/without names. cannot add param group "
                    f"{'with' if names else 'without'} names to the optimizer"
                )
        known = {id(p) for group in self.param_groups for p in group["params"]}
        if any(id(p) in known for p in params):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change the parameters once, by their gradients; `closure` computes the loss anew and returns it."""
        raise NotImplementedError(f"{type(self).__name__} has no step()")

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients, before the next backward adds to them; else fill them with zeros."""
        for group in self.param_groups:
            for p in group["params"]:
                forget_gradient(p, set_to_none)

    def state_dict(self) -> dict[str, Any]:
        """The state of all parameters, by number, and the settings of all groups."""
        for hook in self._optimizer_state_dict_pre_hooks.values():
            hook(self)
        number: dict[int, int] = {}
        groups = []
        for group in self.param_groups:
            for p in group["params"]:
                number.setdefault(id(p), len(number))
            packed = {name: value for name, value in group.items() if name != "params"}
            groups.append({**packed, "params": [number[id(p)] for p in group["params"]]})
        state = {number[id(k)] if isinstance(k, Variable) else k: value for k, value in self.state.items()}
        result: dict[str, Any] = {"state": state, "param_groups": groups}
        for hook in self._optimizer_state_dict_post_hooks.values():
            replaced = hook(self, result)
            result = result if replaced is None else replaced
        return result

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state that `state_dict()` gave; ValueError if the groups are not of the same sizes."""
        state_dict = copy(state_dict)
        for hook in self._optimizer_load_state_dict_pre_hooks.values():
            replaced = hook(self, state_dict)
            state_dict = state_dict if replaced is None else replaced
        saved = deepcopy(state_dict["param_groups"])
        groups = self.param_groups
        if len(groups) != len(saved):
            raise ValueError(
                f"loaded state dict has a different number of parameter groups: {len(saved)}, and the optimizer has "
                f"{len(groups)}"
            )
        for place, (own, other) in enumerate(zip(groups, saved, strict=True)):
            if len(own["params"]) != len(other["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of optimizer's group: "
                    f"group {place} has {len(other['params'])} parameters there and {len(own['params'])} here"
                )
        numbers = chain.from_iterable(group["params"] for group in saved)
        tensors = chain.from_iterable(group["params"] for group in groups)
        known = dict(zip(numbers, tensors, strict=True))
        states: Any = defaultdict(dict)
        for key, value in state_dict["state"].items():
            param = known.get(key)
            states[key if param is None else param] = value if param is None else _taken(param, value)
        updated = []
        for own, other in zip(groups, saved, strict=True):
            if "param_names" in own and "param_names" not in other:
                other["param_names"] = own["param_names"]
            updated.append({**other, "params": own["params"]})
        self.__setstate__({"state": states, "param_groups": updated})
        for hook in self._optimizer_load_state_dict_post_hooks.values():
            hook(self)

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._make_hooks()
        _with_hooks(type(self))
        vars(self).setdefault("defaults", {}).setdefault("differentiable", False)

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for number, group in enumerate(self.param_groups):
            text += f"\nParameter Group {number}\n"
            text += "".join([f"    {name}: {group[name]}\n" for name in sorted(group) if name != "params"])
        return text + ")"

    def register_step_pre_hook(self, hook: Callable) -> Handle:
        """Call `hook(optimizer, args, kwargs)` before each step."""
        return Handle(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable) -> Handle:
        """Call `hook(optimizer, args, kwargs)` after each step."""
        return Handle(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """Call `hook(optimizer)` before `state_dict` is made."""
        return _hooked(self._optimizer_state_dict_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """Call `hook(optimizer, state_dict)`; what it returns replaces the dictionary."""
        return _hooked(self._optimizer_state_dict_post_hooks, hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """Call `hook(optimizer, state_dict)` before loading; what it returns replaces the dictionary."""
        return _hooked(self._optimizer_load_state_dict_pre_hooks, hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """Call `hook(optimizer)` after loading."""
        return _hooked(self._optimizer_load_state_dict_post_hooks, hook, prepend)


def _hooked(home: Any, hook: Callable, prepend: bool) -> Handle:
    handle = Handle(home, hook)
    if prepend:
        home.move_to_end(handle.id, last=False)
    return handle


def register_optimizer_step_pre_hook(hook: Callable) -> Handle:
    """Call `hook(optimizer, args, kwargs)` before each step of every optimizer."""
    return Handle(everywhere["before"], hook)


def register_optimizer_step_post_hook(hook: Callable) -> Handle:
    """Call `hook(optimizer, args, kwargs)` after each step of every optimizer."""
    return Handle(everywhere["after"], hook)


def _with_hooks(kind: Any) -> None:
    """Let the `step` of a class, the user's own too, call the hooks around it."""
    step = kind.step
    if getattr(step, "calls_hooks", False):
        return

    @wraps(step)
    def with_hooks(self: Any, *args: Any, **kwargs: Any) -> Any:
        before, after = self._optimizer_step_pre_hooks, self._optimizer_step_post_hooks
        if everywhere["before"] or before:
            for hook in [*everywhere["before"].values(), *before.values()]:
                replaced = hook(self, args, kwargs)
                if replaced is None:
                    continue
                if not (isinstance(replaced, tuple) and len(replaced) == 2):
                    raise RuntimeError(
                        f"{step} must return None or a tuple of (new_args, new_kwargs), but got {replaced}."
                    )
                args, kwargs = replaced
        out = step(self, *args, **kwargs)
        self._opt_called = True  # the schedulers ask
        for hook in [*after.values(), *everywhere["after"].values()] if after or everywhere["after"] else ():
            hook(self, args, kwargs)
        return out

    vars(with_hooks)["calls_hooks"] = True
    kind.step = with_hooks


def _taken(param: Any, value: Any, key: str | None = None) -> Any:
    """A part of a saved state, its tensors in the dtype of the parameter (the count of steps as it is)."""
    if isinstance(value, Variable):
        found: Any = value
        kept = key == "step" or not param.is_floating_point()
        return found.clone() if kept else found.to(dtype=param.dtype, copy=True)
    if isinstance(value, dict):
        return {k: _taken(param, v, k) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)([_taken(param, v) for v in value])
    return value


def loss_of(closure: Callable[[], Any] | None) -> Any:
    """What the closure returns, computed with gradients."""
    if closure is None:
        return None
    with enable_grad():
        return closure()


def stepping(step: Callable) -> Callable:
    """The decorator of every `step`: no graph grows, unless the optimizer is to be differentiated."""

    @wraps(step)
    def without_graph(self: Any, closure: Callable[[], Any] | None = None) -> Any:
        with enable_grad() if self.defaults.get("differentiable") else no_grad():
            loss = loss_of(closure)
            step(self)
            return loss

    return without_graph


def checked(condition: bool, message: str) -> None:
    """ValueError with the message, unless the condition holds; also for NaN."""
    if not condition:
        raise ValueError(message)


def check_rate(lr: Any, text: str = "Invalid learning rate") -> None:
    """ValueError for a rate that is negative, or a tensor of several numbers."""
    if isinstance(lr, Variable):
        checked(lr._array.size == 1, "Tensor lr must be 1-element")
    rate: Any = lr
    checked(rate >= 0.0, f"{text}: {lr}")


def number(setting: Any) -> Any:
    """A setting as a number; as the tensor that it is where its own gradient is recorded (`differentiable=True`)."""
    if not isinstance(setting, Variable):
        return setting
    if modes.state.grad and setting._needs_grad:
        return setting
    value: Any = setting._array.reshape(())[()]
    return value if value.dtype == "float32" else value.item()  # in float32, what is made of it is too


def with_gradient(group: dict[str, Any], name: str) -> Iterable[tuple[Tensor, Tensor]]:
    """The parameters of a group that have a gradient, with it; turned round for `maximize`."""
    careful = group.get("capturable") or group.get("differentiable")
    for p in group["params"]:
        g = p.grad
        if g is None:
            continue
        if careful:
            _refuse_impossible(group)
        if g.layout is not p.layout:
            raise RuntimeError(f"{name} does not support sparse gradients")
        yield p, (-g if group.get("maximize") else g)


def _refuse_impossible(group: dict[str, Any]) -> None:
    if group.get("capturable"):
        raise AssertionError(
            "If capturable=True, params and state_steps must be on supported devices: ['cuda', 'xpu', 'hpu', "
            "'privateuseone']; here all is on the CPU: leave capturable out."
        )
    if group.get("foreach"):
        raise AssertionError("_foreach ops don't support autograd: with differentiable=True leave foreach out.")


_params_t = ParamsT = Any
