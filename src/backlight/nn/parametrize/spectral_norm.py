"""Spectral normalisation: a weight is divided by its largest singular value, which a power iteration follows."""

from __future__ import annotations

from typing import Any

from backlight.autograd.grad_mode import no_grad
from backlight.core.variable import Variable
from backlight.nn.functional.distance import normalize
from backlight.nn.modules.convolution import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from backlight.nn.modules.module import Module
from backlight.nn.parametrize.registering import register_parametrization


class _SpectralNorm(Module):
    """w / σ(w); the singular vectors `_u` and `_v` move on at each use in training."""

    torch_module = "torch.nn.utils.parametrizations"

    def __init__(self, weight: Any, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        super().__init__()
        ndim = weight.ndim
        if not -ndim <= dim < ndim:
            raise IndexError(f"Dimension out of range (expected to be in range of [-{ndim}, {ndim - 1}] but got {dim})")
        check_iterations(n_power_iterations)
        self.dim = dim % ndim
        self.eps = eps
        if ndim > 1:
            self.n_power_iterations = n_power_iterations
            matrix = as_matrix(weight, self.dim)
            for name, size in zip(("_u", "_v"), matrix.shape, strict=True):
                self.register_buffer(name, random_unit(matrix, size, eps))
            self._iterate(matrix, 15)

    @no_grad()
    def _iterate(self, matrix: Any, times: int) -> None:
        for _ in range(times):  # written in place, so that whoever shares the vectors sees them move
            self._u.copy_(normalize(matrix.mv(self._v), dim=0, eps=self.eps))
            self._v.copy_(normalize(matrix.H.mv(self._u), dim=0, eps=self.eps))

    def forward(self, weight: Any) -> Any:
        """The weight divided by its norm."""
        if weight.ndim == 1:
            return normalize(weight, dim=0, eps=self.eps)
        matrix = as_matrix(weight, self.dim)
        if self.training:
            self._iterate(matrix, self.n_power_iterations)
        u, v = self._u.clone(), self._v.clone()  # the next iteration must not change what backward needs
        return weight / u.vdot(matrix.mv(v))

    def right_inverse(self, value: Any) -> Any:
        """The value itself: it should have norm 1."""
        return value


def spectral_norm(
    module: Module, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> Module:
    """Divide a weight by its largest singular value, estimated by power iterations (Miyato et al., 2018).

    Args:
        name: the parameter.
        n_power_iterations: how many at each use in training.
        eps: what keeps the quotients finite.
        dim: the dimension of the outputs; 1 for transposed convolutions, 0 otherwise.
    """
    weight = getattr(module, name, None)
    if not isinstance(weight, Variable):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    dim = output_dim(module) if dim is None else dim
    return register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))


def output_dim(module: Module) -> int:
    """The dimension of a module's weight that numbers its outputs."""
    return int(isinstance(module, (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d)))


def as_matrix(weight: Any, dim: int) -> Any:
    """A row for each index along a dimension."""
    rest = [d for d in range(weight.dim()) if d != dim]
    return (weight.permute(dim, *rest) if dim else weight).flatten(1)  # (…, h, …) -> (h, w)


def random_unit(like: Any, size: int, eps: float) -> Any:
    """A random vector of length 1."""
    return normalize(like.new_empty(size).normal_(0, 1), dim=0, eps=eps)


def check_iterations(count: int) -> None:
    """ValueError for less than one iteration."""
    if count <= 0:
        raise ValueError(f"Expected n_power_iterations to be positive, but got n_power_iterations={count}")
