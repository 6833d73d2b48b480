"""Pruning: a mask of zeros and ones on a parameter; first what all methods share, then the methods, then their calls.

`weight` becomes `weight_orig`, which is learned, times the buffer `weight_mask`, computed anew before each call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from backlight.core.public import Public
from backlight.nn.vectors import parameters_to_vector
from backlight.tensor.creation import ones_like, zeros_like
from backlight.tensor.random import rand, rand_like

if TYPE_CHECKING:
    from backlight.nn.modules.module import Module
    from backlight.tensor.tensor import Tensor


class BasePruningMethod(metaclass=Public):
    """A way to prune; a subclass says in `compute_mask(t, default_mask)` what stays, and in PRUNING_TYPE of what.

    PRUNING_TYPE is 'unstructured' (single numbers), 'structured' (whole slices along `dim`) or 'global' (everything).
    """

    torch_module = "torch.nn.utils.prune"
    PRUNING_TYPE: str
    _tensor_name: str

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.compute_mask is BasePruningMethod.compute_mask:
            raise TypeError(f"Can't instantiate abstract class {cls.__name__} with abstract method compute_mask")
        return object.__new__(cls)

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The new mask, by the importance of each number; what `default_mask` has pruned stays so."""
        raise NotImplementedError

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self._tensor_name, self.apply_mask(module))

    def apply_mask(self, module: Module) -> Any:
        """The pruned parameter: original times mask."""
        mask, original = getattr(module, self._tensor_name + "_mask"), getattr(module, self._tensor_name + "_orig")
        return mask.to(dtype=original.dtype) * original

    @classmethod
    def apply(cls, module: Module, name: str, *args: Any, importance_scores: Any = None, **kwargs: Any) -> Any:
        """Prune `module.<name>` on the fly; upon earlier pruning it takes from what that left.

        Args:
            importance_scores: what numbers are compared by, of the parameter's shape; left out, the parameter itself.
            args, kwargs: for the method itself.

        Returns the hook that computes the parameter.
        """
        older = [n for n, hook in _hooks(module) if hook._tensor_name == name]
        _demand(len(older) < 2, f"Avoid adding multiple pruning hooks to the same tensor {name} of module {module}.")
        before = module._forward_pre_hooks.pop(older[0]) if older else None  # pyright: ignore
        method: Any = cls(*args, **kwargs)
        method._tensor_name = name
        if before is not None:
            container = before if isinstance(before, PruningContainer) else PruningContainer(before)
            container.add_pruning_method(method)
            method = container
        original: Any = getattr(module, name)
        scores = _scores(importance_scores, original, f"parameter {name} of {module}")
        fresh = before is None
        if fresh:
            module.register_parameter(name + "_orig", original)
            del module._parameters[name]
            mask = ones_like(original)
        else:
            mask = getattr(module, name + "_mask").detach().clone()
        try:
            module.register_buffer(name + "_mask", method.compute_mask(scores, default_mask=mask))
            setattr(module, name, method.apply_mask(module))
            module.register_forward_pre_hook(method)
        except Exception:
            if fresh:
                module.register_parameter(name, original)
                del module._parameters[name + "_orig"]
            raise
        return method

    def prune(self, t: Any, default_mask: Any = None, importance_scores: Any = None) -> Tensor:
        """A pruned copy of a tensor that belongs to no module."""
        scores = _scores(importance_scores, t, "tensor t")
        return t * self.compute_mask(scores, default_mask=ones_like(t) if default_mask is None else default_mask)

    def remove(self, module: Module) -> None:
        """Make the pruned parameter an ordinary one, its zeros included."""
        name = self._tensor_name
        weight = self.apply_mask(module)
        if hasattr(module, name):
            delattr(module, name)
        original: Any = module._parameters.pop(name + "_orig")
        original.data = weight.data
        del module._buffers[name + "_mask"]
        setattr(module, name, original)


def _scores(given: Any, t: Any, what: str) -> Any:
    if given is None:
        return t
    _demand(
        given.shape == t.shape,
        f"importance_scores should have the same shape as {what}, got {given.shape} vs {t.shape}",
    )
    return given


def _demand(condition: bool, message: str) -> None:
    if not condition:
        raise AssertionError(message)


def _hooks(module: Any) -> list[tuple[int, Any]]:
    return [(n, hook) for n, hook in module._forward_pre_hooks.items() if isinstance(hook, BasePruningMethod)]


class PruningContainer(BasePruningMethod):
    """Several methods for one parameter, each of which prunes what the ones before it left."""

    def __init__(self, *args: Any) -> None:
        self._pruning_methods: tuple[Any, ...] = ()
        if len(args) == 1:
            self._tensor_name = args[0]._tensor_name
        for method in args:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: Any) -> None:
        """One more; ValueError if it is for another parameter."""
        if not isinstance(method, BasePruningMethod) and method is not None:
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if method is not None and self._tensor_name != method._tensor_name:
            raise ValueError(
                f"Can only add pruning methods acting on the parameter named '{self._tensor_name}' to PruningContainer "
                f"{self}. Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._pruning_methods)

    def __getitem__(self, idx: Any) -> Any:
        return self._pruning_methods[idx]

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask after the last method, which sees only what is left."""
        method = self._pruning_methods[-1]
        left = _left(method, t, default_mask)
        mask = default_mask.to(dtype=t.dtype)
        mask[left] = method.compute_mask(t[left], default_mask=default_mask[left]).to(dtype=mask.dtype)
        return mask


def _left(method: Any, t: Any, mask: Any) -> Any:
    """The index of what a method may prune."""
    if method.PRUNING_TYPE == "unstructured":
        return mask == 1
    index: list[Any] = [slice(None)] * t.dim()
    if method.PRUNING_TYPE == "structured":
        if not hasattr(method, "dim"):
            raise AttributeError(
                'Pruning methods of PRUNING_TYPE "structured" need to have the attribute `dim` defined.'
            )
        dim = method.dim + t.dim() if method.dim < 0 else method.dim
        if dim < 0:
            raise IndexError(f"Index is out of bounds for tensor with dimensions {t.dim()}")
        index[dim] = mask.sum(dim=[d for d in range(t.dim()) if d != dim]) != 0
    elif method.PRUNING_TYPE != "global":
        raise ValueError(f"Unrecognized PRUNING_TYPE {method.PRUNING_TYPE}")
    return tuple(index)


class Identity(BasePruningMethod):
    """Prunes nothing: the parameter only gets a mask of ones."""

    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask as it was."""
        return default_mask


class _Amount(BasePruningMethod):
    """A method that prunes a number of units, or a share of them."""

    def __init__(self, amount: Any) -> None:
        if not isinstance(amount, Real):
            raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
        whole = isinstance(amount, Integral)
        if amount < 0 or (not whole and float(amount) > 1.0):
            raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")
        self.amount = amount

    def count(self, units: int) -> int:
        """How many of so many units are pruned."""
        amount: Any = self.amount
        count: Any = amount if isinstance(amount, Integral) else round(float(amount) * units)
        if count > units:
            raise ValueError(f"amount={count} should be smaller than the number of parameters to prune={units}")
        return count


class RandomUnstructured(_Amount):
    """Prunes single numbers at random."""

    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask with more zeros."""
        return _without(default_mask, lambda: rand_like(t), self.count(t.nelement()), largest=True)


class L1Unstructured(_Amount):
    """Prunes the numbers of smallest magnitude."""

    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask with more zeros."""
        return _without(default_mask, lambda: t.abs(), self.count(t.nelement()), largest=False)


def _without(mask: Any, scores: Any, count: int, largest: bool) -> Any:
    """The mask with zeros where the scores are the largest, or the smallest."""
    mask = mask.clone()
    if count:
        mask.view(-1)[scores().reshape(-1).topk(count, largest=largest).indices] = 0
    return mask


class RandomStructured(_Amount):
    """Prunes whole slices along `dim`, at random."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: Any, dim: int = -1) -> None:
        super().__init__(amount)
        self.dim = dim

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask with more zeros."""
        count = self.slices(t)
        if not count:
            return default_mask
        draws: Any = rand(t.shape[self.dim])
        return self._keeping(t, draws > draws.kthvalue(count).values, default_mask)

    def slices(self, t: Any) -> int:
        """How many slices are pruned; ValueError for a vector, which has none."""
        if t.dim() <= 1:
            raise ValueError(
                f"Structured pruning can only be applied to multidimensional tensors. Found tensor of shape {t.shape} "
                f"with {t.dim()} dims"
            )
        if self.dim >= t.dim():
            raise IndexError(f"Invalid index {self.dim} for tensor of size {t.shape}")
        return self.count(t.shape[self.dim])

    def _keeping(self, t: Any, kept: Any, default_mask: Any) -> Any:
        index: list[Any] = [slice(None)] * t.dim()
        index[self.dim] = kept
        mask: Any = zeros_like(t)
        mask[tuple(index)] = 1
        return mask * default_mask.to(dtype=mask.dtype)


class LnStructured(RandomStructured):
    """Prunes the slices along `dim` whose norm of order n is smallest."""

    def __init__(self, amount: Any, n: Any, dim: int = -1) -> None:
        super().__init__(amount, dim)
        self.n = n

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask with more zeros."""
        count = self.slices(t)
        if not count:
            return default_mask
        others = [d for d in range(t.dim()) if d != self.dim % t.dim()]
        best = t.norm(p=self.n, dim=others).topk(t.shape[self.dim] - count).indices
        return self._keeping(t, best, default_mask)


class CustomFromMask(BasePruningMethod):
    """Prunes by a mask that is given."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: Any) -> None:
        self.mask = mask

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """Both masks together."""
        _demand(
            default_mask.shape == self.mask.shape,
            f"default_mask shape {default_mask.shape} must match self.mask shape {self.mask.shape}",
        )
        return default_mask * self.mask.to(dtype=default_mask.dtype)


def identity(module: Module, name: str) -> Module:
    """Give a parameter a mask of ones."""
    Identity.apply(module, name)
    return module


def random_unstructured(module: Module, name: str, amount: float) -> Module:
    """Prune single numbers of a parameter at random: a share of them (float) or so many (int)."""
    RandomUnstructured.apply(module, name, amount=amount)
    return module


def l1_unstructured(module: Module, name: str, amount: float, importance_scores: Tensor | None = None) -> Module:
    """Prune the numbers of smallest magnitude: a share of them (float) or so many (int).

    >>> layer = backlight.nn.Linear(2, 2)
    >>> _ = l1_unstructured(layer, "weight", amount=0.5)
    >>> int((layer.weight == 0).sum()), [name for name, _ in layer.named_buffers()]
    (2, ['weight_mask'])
    """
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def random_structured(module: Module, name: str, amount: float, dim: int) -> Module:
    """Prune whole slices along `dim` at random."""
    RandomStructured.apply(module, name, amount=amount, dim=dim)
    return module


def ln_structured(
    module: Module, name: str, amount: float, n: Any, dim: int, importance_scores: Tensor | None = None
) -> Module:
    """Prune the slices along `dim` whose norm of order n is smallest."""
    LnStructured.apply(module, name, amount=amount, n=n, dim=dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module: Module, name: str, mask: Tensor) -> Module:
    """Prune a parameter by a mask of its shape."""
    CustomFromMask.apply(module, name, mask=mask)
    return module


def global_unstructured(parameters: Any, pruning_method: Any, importance_scores: Any = None, **kwargs: Any) -> None:
    """Prune several parameters as if they were one vector.

    Args:
        parameters: pairs of a module and a parameter's name.
        pruning_method: a class such as `L1Unstructured`; `kwargs` are for it.
        importance_scores: a dictionary of such pairs with what they are compared by.
    """
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    importance_scores = {} if importance_scores is None else importance_scores
    if not isinstance(importance_scores, dict):
        raise TypeError("global_unstructured(): importance_scores must be of type dict")
    places = list(parameters)
    tensors = [getattr(module, name) for module, name in places]
    scores = parameters_to_vector([importance_scores.get(place, t) for place, t in zip(places, tensors, strict=True)])
    masks = [getattr(m, name + "_mask", ones_like(t)) for (m, name), t in zip(places, tensors, strict=True)]
    method = pruning_method(**kwargs)
    method._tensor_name = "temp"
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method '
            f"{pruning_method} of type {method.PRUNING_TYPE}"
        )
    mask = PruningContainer(method).compute_mask(scores, parameters_to_vector(masks))
    start = 0
    for (module, name), tensor in zip(places, tensors, strict=True):
        custom_from_mask(module, name, mask=mask[start : start + tensor.numel()].view_as(tensor))
        start += tensor.numel()


def remove(module: Module, name: str) -> Module:
    """Make a pruned parameter an ordinary one, its zeros included; ValueError if it is not pruned."""
    for number, hook in _hooks(module):
        if hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[number]  # pyright: ignore[reportAttributeAccessIssue]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module: Module) -> bool:
    """Whether any parameter of the module or of one in it is pruned."""
    return any(_hooks(part) for part in module.modules())
