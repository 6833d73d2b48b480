"""What tensors answer to the names of sparse and quantised ones, which are not here: every tensor is dense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from backlight.core.variable import Variable

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _not_here(name: str, what: str = "sparse") -> Any:
    def refuse(*args: Any, **named: Any) -> NoReturn:
        raise NotImplementedError(f"{name}(): backlight has no {what} tensors; compute with the dense tensor")

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = f"NotImplementedError: there are no {what} tensors."
    return refuse


sparse_coo_tensor, sparse_csr_tensor = _not_here("sparse_coo_tensor"), _not_here("sparse_csr_tensor")
sparse_csc_tensor, sparse_bsr_tensor = _not_here("sparse_csc_tensor"), _not_here("sparse_bsr_tensor")
sparse_bsc_tensor, sparse_compressed_tensor = _not_here("sparse_bsc_tensor"), _not_here("sparse_compressed_tensor")
quantize_per_tensor = _not_here("quantize_per_tensor", "quantised")
quantize_per_channel = _not_here("quantize_per_channel", "quantised")


def _expects(name: str) -> Any:
    def refuse(self: Any) -> NoReturn:
        raise RuntimeError(f"{name} expected sparse coordinate tensor layout but got Strided")

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = "RuntimeError, as for every dense tensor."
    return refuse


class SparseMethods(Variable):
    """The methods of this family; `Tensor` inherits them."""

    to_sparse, to_sparse_coo, to_sparse_csr = map(_not_here, ("to_sparse", "to_sparse_coo", "to_sparse_csr"))
    to_sparse_csc, to_sparse_bsr, to_sparse_bsc = map(_not_here, ("to_sparse_csc", "to_sparse_bsr", "to_sparse_bsc"))
    sparse_mask, to_mkldnn = _not_here("sparse_mask"), _not_here("to_mkldnn", "MKL-DNN")
    coalesce, indices, values = _expects("coalesce"), _expects("indices"), _expects("values")
    is_coalesced = _expects("is_coalesced")

    def to_dense(self: Any, dtype: Any = None, *, masked_grad: bool = True) -> Tensor:
        """This tensor, which is dense already, in another dtype if one is given."""
        return self if dtype is None else self.to(dtype)

    def sparse_dim(self) -> int:
        """0: no dimension is sparse."""
        return 0

    def dense_dim(self) -> int:
        """The number of dimensions, which are all dense."""
        return self._array.ndim
