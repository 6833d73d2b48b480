"""Modules as functions of their parameters: called with other ones, and many modules' parameters stacked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops.join import stack


def functional_call(
    module: Any,
    parameter_and_buffer_dicts: Any,
    args: Any = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """`module(*args, **kwargs)` with other tensors in place of some of its parameters and buffers.

    Args:
        parameter_and_buffer_dicts: tensors by name, as `named_parameters` has them, or several such dictionaries.
        args: the positional arguments; what is no tuple is the only one.
        tie_weights: a parameter that has two names in the module is replaced under both.
        strict: RuntimeError where a name is missing or the module has none such.
    """
    given = _joined(parameter_and_buffer_dicts)
    homes = _homes(module)
    if strict:
        _expect_names(given, homes)
    if tie_weights:
        given = _tied(given, homes)
    for name in given:
        if name not in homes:
            raise KeyError(
                f"the module has no parameter or buffer named {name!r}; it has: {', '.join(homes) or 'none'}"
            )
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    with _replaced(homes, given):
        return module(*args, **(kwargs or {}))


def _joined(dicts: Any) -> dict:
    if isinstance(dicts, Mapping):
        return dict(dicts)
    if not isinstance(dicts, Sequence):
        raise ValueError(
            "Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got "
            f"{type(dicts).__name__}"
        )
    if not all(isinstance(one, Mapping) for one in dicts):
        raise ValueError("Expected all elements of parameter_and_buffer_dicts to be dictionaries")
    joined: dict = {}
    for one in dicts:
        twice = sorted(set(joined) & set(one))
        if twice:
            raise ValueError(f"{twice} appeared in multiple dictionaries; behavior of functional call is ambiguous")
        joined.update(one)
    return joined


def _homes(module: Any, prefix: str = "", seen: set | None = None) -> dict[str, tuple[dict, str]]:
    """Where each parameter and buffer is kept: by its full name, the dictionary and its name there."""
    seen = set() if seen is None else seen
    if id(module) in seen:
        return {}
    found = {}
    for home in (module._parameters, module._buffers):
        found.update({prefix + name: (home, name) for name, tensor in home.items() if tensor is not None})
    for name, child in module._modules.items():
        if child is not None:
            found.update(_homes(child, f"{prefix}{name}.", seen | {id(module)}))
    return found


def _expect_names(given: dict, homes: dict) -> None:
    ties = _names_by_tensor(homes)
    covered = {twin for name in given if name in homes for twin in ties[id(_tensor(homes[name]))]}
    missing, unknown = [n for n in homes if n not in covered], [n for n in given if n not in homes]
    parts = []
    if unknown:
        parts.append(f"Unexpected key(s): {', '.join(map(repr, unknown))}.")
    if missing:
        parts.append(f"Missing key(s): {', '.join(map(repr, missing))}.")
    if parts:
        raise RuntimeError("Error(s) in reparametrizing the module:\n\t" + "\n\t".join(parts))


def _tensor(home: tuple[dict, str]) -> Any:
    return home[0][home[1]]


def _names_by_tensor(homes: dict) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for name, home in homes.items():
        names.setdefault(id(_tensor(home)), []).append(name)
    return names


def _tied(given: dict, homes: dict) -> dict:
    """The tensors under all names of the parameters that they replace."""
    ties = _names_by_tensor(homes)
    tied = dict(given)
    for name, tensor in given.items():
        if name not in homes:
            continue
        for twin in ties[id(_tensor(homes[name]))]:
            if twin in given and given[twin] is not tensor:
                raise ValueError(
                    f"functional_call got multiple values for keys {sorted([name, twin])}, which are tied. Consider "
                    "using tie_weights=False"
                )
            tied[twin] = tensor
    return tied


@contextmanager
def _replaced(homes: dict, given: dict) -> Iterator[None]:
    before = [(homes[name], _tensor(homes[name])) for name in given]
    try:
        for name, tensor in given.items():
            home, short = homes[name]
            home[short] = tensor
        yield
    finally:
        for (home, short), tensor in before:
            home[short] = tensor


def stack_module_state(models: Any) -> tuple[dict, dict]:
    """The parameters and the buffers of several modules of one kind, stacked: two dictionaries of tensors by name.

    With `functional_call` and `vmap` they make an ensemble that is computed at once.
    """
    models = list(models)
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if len({bool(m.training) for m in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to have the same training/eval mode.")
    if not all(type(m) is type(models[0]) for m in models):
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    parameters = {
        name: _stacked([dict(m.named_parameters())[name] for m in models]) for name, _ in models[0].named_parameters()
    }
    buffers = {name: _stacked([dict(m.named_buffers())[name] for m in models]) for name, _ in models[0].named_buffers()}
    return parameters, buffers


def _stacked(tensors: list) -> Any:
    """The tensors as one leaf, if they are leaves; else in the graph."""
    needing = [isinstance(t, Variable) and t._needs_grad for t in tensors]
    if all(t._node is None for t in tensors):
        if len(set(needing)) > 1:
            raise RuntimeError(
                "Expected all tensors of one parameter to have the same requires_grad: some of the models are frozen"
            )
        leaf = constant(stack(*[t._array for t in tensors], axis=0))
        leaf._needs_grad = needing[0]
        return leaf
    return stack(*tensors, axis=0)
