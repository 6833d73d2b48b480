"""The weights that torchvision publishes for its models, and functions that build a model with them or without."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import partial, wraps
from typing import Any, TypeVar
from warnings import warn

from backlight.nn.modules.module import Module
from backlight.vision.presets import ImageClassification

HOME = "https://download.pytorch.org/models/"
BUILDERS: dict[str, Callable[..., Any]] = {}
_ENUM_OF: dict[str, type[WeightsEnum]] = {}  # by the name of the builder
_ENUMS: dict[str, type[WeightsEnum]] = {}  # by its own name

Build = TypeVar("Build", bound=Callable[..., Any])


@dataclass
class Weights:
    """Where weights are published, what makes their input of a picture, and what else is known of them."""

    url: str
    transforms: Callable[..., Any]
    meta: dict[str, Any]

    def __eq__(self, other: object) -> bool:
        """By value: two partials of the same call are never equal themselves."""
        if not isinstance(other, Weights):
            return NotImplemented
        return (self.url, self.meta, _told(self.transforms)) == (other.url, other.meta, _told(other.transforms))


def _told(call: Any) -> Any:
    return (call.func, call.args, call.keywords) if isinstance(call, partial) else call


class Meta(dict):
    """What is known of weights; that backlight has no table of category names is said when they are asked for."""

    def __missing__(self, key: str) -> Any:
        raise KeyError(
            f"{key!r}: backlight keeps of published weights only {', '.join(self)}; the 1000 ImageNet category names "
            "are at https://github.com/pytorch/hub/blob/master/imagenet_classes.txt"
        )


class WeightsEnum(Enum):
    """The weights that there are for one model; `DEFAULT` names the best of them."""

    @classmethod
    def verify(cls, obj: Any) -> Any:
        """The member of that name, or `obj` itself where it is one; TypeError for another model's weights."""
        if isinstance(obj, str):
            return cls[obj.removeprefix(f"{cls.__name__}.")]
        if obj is not None and not isinstance(obj, cls):
            raise TypeError(
                f"Invalid Weight class provided; expected {cls.__name__} but received {type(obj).__name__}."
            )
        return obj

    def get_state_dict(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The weights, from the cache of `torch.hub` or else from their address."""
        from backlight.hub import load_state_dict_from_url

        return load_state_dict_from_url(self.url, *args, **{"weights_only": True, **kwargs})

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    @property
    def url(self) -> str:
        """Where they are published."""
        return self.value.url

    @property
    def transforms(self) -> Callable[..., Any]:
        """Makes what prepares a picture for the model."""
        return self.value.transforms

    @property
    def meta(self) -> dict[str, Any]:
        """What else is known."""
        return self.value.meta


def published(model: str, *files: str, min_size: int = 1, **others: str | tuple[str, dict]) -> Any:
    """The enum of a model's weights.

    Args:
        model: the enum is `<model>_Weights`.
        files: IMAGENET1K_V1, IMAGENET1K_V2, each as "file", "file resize", "file resize crop" or "file resize crop
            bicubic".
        min_size: the smallest picture that the model takes.
        others: members of other names, which may bring settings of their transform.
    """
    members: dict[str, Any] = {f"IMAGENET1K_V{n + 1}": _weights(file, min_size) for n, file in enumerate(files)}
    members.update({name: _weights(file, min_size) for name, file in others.items()})
    members["DEFAULT"] = members.get(f"IMAGENET1K_V{len(files)}") or next(iter(members.values()))
    name, module = f"{model}_Weights", sys._getframe(1).f_globals["__name__"]
    _ENUMS[name] = WeightsEnum(name, members, module=module)  # pyright: ignore
    return _ENUMS[name]


def _weights(told: str | tuple[str, dict], min_size: int) -> Weights:
    text, settings = told if isinstance(told, tuple) else (told, {})
    file, *rest = text.split()
    resize, crop, *bicubic = [*rest, *("256", "224")[len(rest) :]]
    how: dict[str, Any] = {"crop_size": int(crop), **settings}
    if resize != "256":
        how["resize_size"] = int(resize)
    if bicubic:
        how["interpolation"] = "bicubic"
    size = int(crop) if min_size < 0 else min_size  # a network that takes one size alone
    return Weights(f"{HOME}{file}.pth", partial(ImageClassification, **how), Meta(min_size=(size, size)))


def builder(enum: type[WeightsEnum]) -> Callable[[Build], Build]:
    """Decorates `model(*, weights, progress, **settings)`: weights may come by name, and in the ways of long ago."""

    def decorate(make: Build) -> Build:
        @wraps(make)
        def build(*args: Any, **settings: Any) -> Any:
            if len(args) > 2:
                raise TypeError(f"{make.__name__}() takes at most 2 positional arguments but {len(args)} were given")
            if args:
                warn(
                    f"{make.__name__}: give {' and '.join(('weights', 'progress')[: len(args)])} by keyword",
                    stacklevel=2,
                )
                settings.update(zip(("weights", "progress"), args))
            given = settings.get("weights")
            if "pretrained" in settings or isinstance(given, bool):
                settings["weights"] = given = _former(make.__name__, enum, settings.pop("pretrained", given))
            settings["weights"] = enum.verify(given)
            return make(**settings)

        BUILDERS[make.__name__] = build
        _ENUM_OF[make.__name__] = enum
        return build  # pyright: ignore[reportReturnType]

    return decorate


def _former(name: str, enum: Any, pretrained: Any) -> Any:
    """`pretrained=True` means the first weights."""
    first = enum.__members__.get("IMAGENET1K_V1") if pretrained else None
    if pretrained and first is None:
        raise ValueError(f"No weights available for model {name}: pretrained=True means IMAGENET1K_V1")
    warn(f"{name}: 'pretrained' is deprecated, say weights={first!r}", stacklevel=3)
    return first


Model = TypeVar("Model", bound=Module)


def filled(
    weights: Any,
    progress: bool,
    settings: dict[str, Any],
    make: Callable[..., Model],
    *args: Any,
    rename: Callable[[str], str] | None = None,
) -> Model:
    """The model `make(*args, **settings)`, with the weights in it if there are any.

    `rename` gives today's name of a parameter for the one in a file that is older.
    """
    if weights is not None and not weights.name.endswith("FEATURES"):
        demand(settings, "num_classes", 1000)
    model = make(*args, **settings)
    if weights is not None:
        found = weights.get_state_dict(progress=progress, check_hash=True)
        model.load_state_dict({rename(key): x for key, x in found.items()} if rename else found)
    return model


def demand(settings: dict[str, Any], name: str, value: Any) -> None:
    """A setting that the weights were made with; ValueError where the caller says otherwise."""
    if settings.setdefault(name, value) != value:
        raise ValueError(f"The parameter '{name}' expected value {value} but got {settings[name]} instead.")


def get_model_builder(name: str) -> Callable[..., Any]:
    """The function that builds the model of this name."""
    if name.lower() not in BUILDERS:
        raise ValueError(f"Unknown model {name.lower()}; list_models() names those that there are")
    return BUILDERS[name.lower()]


def get_model(name: str, **config: Any) -> Any:
    """Build a model by its name.

    >>> get_model("squeezenet1_1", num_classes=10).num_classes
    10
    """
    return get_model_builder(name)(**config)


def get_model_weights(name: str | Callable[..., Any]) -> type[WeightsEnum]:
    """The enum of a model's weights, by the model's name or builder."""
    return _ENUM_OF[get_model_builder(name if isinstance(name, str) else name.__name__).__name__]


def get_weight(name: str) -> WeightsEnum:
    """Weights by their full name, such as "ResNet18_Weights.DEFAULT"."""
    enum, dot, member = name.partition(".")
    if not dot or "." in member:
        raise ValueError(f"Invalid weight name provided: '{name}'.")
    if enum not in _ENUMS:
        raise ValueError(f"The weight enum '{enum}' for the specific method couldn't be retrieved.")
    return _ENUMS[enum][member]


def list_models(
    module: Any = None, include: Iterable[str] | str | None = None, exclude: Iterable[str] | str | None = None
) -> list[str]:
    """The names of the models, those that match a pattern of `include` and none of `exclude`.

    >>> list_models(include="vgg1*", exclude="*_bn")
    ['vgg11', 'vgg13', 'vgg16', 'vgg19']
    """
    from fnmatch import filter

    own = module is None or module.__name__.removeprefix("backlight.") == "torchvision.models"
    names = set(BUILDERS) if own else set()

    def matching(patterns: Iterable[str] | str) -> set[str]:
        patterns = [patterns] if isinstance(patterns, str) else patterns
        return {name for pattern in patterns for name in filter(names, pattern)}

    return sorted((matching(include) if include else names) - matching(exclude or ()))
