"""What all distributions share: shapes, checks of their values, `expand`, printing; then exponential families."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from backlight.autograd.grad_mode import no_grad
from backlight.core.errors import warn
from backlight.core.public import Public
from backlight.core.variable import Variable
from backlight.distributions.constraints import is_dependent
from backlight.distributions.names import home_of
from backlight.distributions.parameters import NO_SHAPE, lazy_property
from backlight.tensor.size import Size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


class Homed(metaclass=Public):
    """What prints, and is saved, under the module that torch has it in."""

    torch_module = "torch.distributions"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.torch_module = home_of(cls.__name__)


class Distribution(Homed):
    """The base of all distributions.

    Args:
        batch_shape: the shape of independent distributions in one object.
        event_shape: the shape of one draw.
        validate_args: whether parameters and values are checked; on by default, off under `python -O`.

    `_varying` names the attributes that have the batch's shape; `expand` repeats those.
    """

    has_rsample: Any = False
    has_enumerate_support: Any = False
    _validate_args = __debug__
    _varying: tuple[str, ...]

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Switch the checks on or off for distributions that do not say."""
        if value not in (True, False):
            raise ValueError(f"set_default_validate_args() takes True or False, got {value!r}")
        Distribution._validate_args = value

    def __init__(
        self, batch_shape: Size = NO_SHAPE, event_shape: Size = NO_SHAPE, validate_args: bool | None = None
    ) -> None:
        self._batch_shape, self._event_shape = batch_shape, event_shape
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            self._check_parameters()
        super().__init__()

    def _check_parameters(self) -> None:
        try:
            table = self.arg_constraints
        except NotImplementedError:
            warn(
                f"{type(self)} does not define `arg_constraints`. Please set `arg_constraints = {{}}` or initialize "
                "the distribution with `validate_args=False` to turn off validation."
            )
            return
        for name, constraint in table.items():
            if is_dependent(constraint):
                continue
            if name not in self.__dict__ and isinstance(getattr(type(self), name), lazy_property):
                continue  # the one that was not given
            value = getattr(self, name)
            if not constraint.holds(value):
                raise ValueError(
                    f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution "
                    f"{self!r} to satisfy the constraint {constraint!r}, but found invalid values:\n{value}"
                )

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Any:
        """The same distribution for a larger batch; memory is shared."""
        owner = next((cls for cls in type(self).__mro__ if "_varying" in vars(cls)), None)
        if owner is None:
            raise NotImplementedError(f"{type(self).__name__} does not define expand()")
        new = self._get_checked_instance(owner, _instance)
        batch_shape, mine, known = Size(batch_shape), len(self._batch_shape), self.__dict__
        for name in owner._varying:
            if name in known:
                old = known[name]
                shape = old.batch_shape if isinstance(old, Distribution) else old.shape
                new.__dict__[name] = old.expand(batch_shape + shape[mine:])
        self._keep(new, batch_shape)
        return new

    def _keep(self, new: Any, batch_shape: Size) -> None:
        """Give the expanded distribution its shapes and the setting of the checks."""
        Distribution.__init__(new, batch_shape, self._event_shape, validate_args=False)
        new._validate_args = self._validate_args

    def _get_checked_instance(self, cls: type, _instance: Any = None) -> Any:
        if _instance is None and type(self).__init__ != cls.__init__:
            raise NotImplementedError(
                f"Subclass {type(self).__name__} of {cls.__name__} that defines a custom __init__ method "
                "must also define a custom .expand() method."
            )
        return self.__new__(type(self)) if _instance is None else _instance

    @property
    def batch_shape(self) -> Size:
        """The shape of the independent distributions."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """The shape of one draw."""
        return self._event_shape

    if TYPE_CHECKING:  # below they are properties or plain values, as it comes
        arg_constraints: ClassVar[Any]
        support: Any
        mean: Any
        mode: Any
        variance: Any
        stddev: Any
    else:

        @property
        def arg_constraints(self):
            """What each parameter must satisfy."""
            raise NotImplementedError

        @property
        def support(self):
            """The values that a draw can take."""
            raise NotImplementedError

        @property
        def mean(self):
            """The expected value."""
            raise NotImplementedError

        @property
        def mode(self):
            """The most probable value."""
            raise NotImplementedError(f"{type(self)} does not implement mode")

        @property
        def variance(self):
            """The expected squared distance from the mean."""
            raise NotImplementedError

        @property
        def stddev(self):
            """The square root of the variance."""
            return self.variance.sqrt()

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        """Draws of shape `sample_shape` + batch + event, without gradient."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        """Draws with a gradient: how each would move with the parameters."""
        raise NotImplementedError

    def sample_n(self, n: int) -> Tensor:
        """`n` draws; deprecated, use `sample((n,))`."""
        warn("`sample_n(n)` will be deprecated. Use `sample((n,))` instead.", FutureWarning)
        return self.sample((n,))

    def log_prob(self, value: Tensor) -> Tensor:
        """The logarithm of the density, or of the probability, at `value`."""
        raise NotImplementedError

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of a draw up to `value`."""
        raise NotImplementedError

    def icdf(self, value: Tensor) -> Tensor:
        """The inverse of `cdf`."""
        raise NotImplementedError

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """All values that a draw can take, along a first dimension."""
        raise NotImplementedError

    def entropy(self) -> Tensor:
        """The expected −log_prob."""
        raise NotImplementedError

    def perplexity(self) -> Tensor:
        """exp(entropy)."""
        return self.entropy().exp()

    def _extended_shape(self, sample_shape: Sequence[int] = NO_SHAPE) -> Size:
        if not isinstance(sample_shape, Size):
            sample_shape = Size(sample_shape)
        return tuple.__new__(Size, (*sample_shape, *self._batch_shape, *self._event_shape))

    def _validate_sample(self, value: Any) -> None:
        if not isinstance(value, Variable):
            raise ValueError(f"The value argument to log_prob must be a Tensor, but is a {type(value).__name__}")
        shape, event = value._array.shape, self._event_shape
        if event and shape[len(shape) - len(event) :] != event:
            raise ValueError(f"The right-most size of value must match event_shape: {Size(shape)} vs {event}.")
        expected = self._batch_shape + event
        if shape != expected:
            for i, j in zip(reversed(shape), reversed(expected), strict=False):
                if i != 1 and j != 1 and i != j:
                    raise ValueError(
                        f"Value is not broadcastable with batch_shape+event_shape: {Size(shape)} vs {expected}."
                    )
        try:
            support = self.support
        except NotImplementedError:
            warn(
                f"{type(self)} does not define `support` to enable sample validation. "
                "Please initialize the distribution with `validate_args=False` to turn off validation."
            )
            return
        if support is None:
            raise AssertionError("support is unexpectedly None")
        if not support.holds(value):
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(shape)}) to be within the support "
                f"({support!r}) of the distribution {self!r}, but found invalid values:\n{value}"
            )

    def __repr__(self) -> str:
        known = [(name, self.__dict__[name]) for name in self.arg_constraints if name in self.__dict__]
        told = [f"{name}: {value if value.numel() == 1 else value.size()}" for name, value in known]
        return f"{type(self).__name__}({', '.join(told)})"


class ExponentialFamily(Distribution):
    """Densities exp(⟨t(x), η⟩ − A(η) + k(x)); the entropy follows from A and its gradient."""

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        raise NotImplementedError

    def _log_normalizer(self, *natural_params: Any) -> Tensor:
        raise NotImplementedError

    if TYPE_CHECKING:
        _mean_carrier_measure: Any
    else:

        @property
        def _mean_carrier_measure(self):
            raise NotImplementedError

    def entropy(self) -> Tensor:
        """The expected −log_prob: A(η) − ⟨η, ∇A(η)⟩."""
        measure = -self._mean_carrier_measure
        params = [p.detach().requires_grad_() for p in self._natural_params]
        normalizer, slopes = self._slopes(params)
        total = measure + normalizer
        for p, slope in zip(params, slopes, strict=True):
            total = total - (p * slope).reshape(self._batch_shape + (-1,)).sum(-1)
        return total

    def _slopes(self, params: list[Tensor]) -> tuple[Tensor, tuple[Tensor, ...]]:
        """A at the natural parameters, and its gradient."""
        from backlight.autograd.grad import grad

        normalizer = self._log_normalizer(*params)
        return normalizer, grad(normalizer.sum(), params, create_graph=True)
