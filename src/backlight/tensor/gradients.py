"""What a tensor knows of its graph: requires_grad, grad, backward, hooks, detach."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from backlight.core import hooks, modes
from backlight.core import result as results
from backlight.core.backward import one_like, straight, walk
from backlight.core.hooks import Handle, hooks_of, keep_gradient, keeps_gradient
from backlight.core.inplace import refresh
from backlight.core.modes import state
from backlight.core.node import Node, as_function, output_number
from backlight.core.result import constant, new
from backlight.core.start import first_gradient
from backlight.core.variable import Variable
from backlight.ops.clone import clone

if TYPE_CHECKING:
    from backlight.see.graph import Graph
    from backlight.tensor.tensor import Tensor

hooks.clone = clone


def forget_gradient(x: Any, set_to_none: bool) -> None:
    """What `zero_grad` does with one parameter: no gradient, or zeros outside of the graph."""
    if x._grad is None:
        return
    if set_to_none:
        x.grad = None
        return
    if x.grad.grad_fn is not None:
        x.grad.detach_()
    else:
        x.grad.requires_grad_(False)
    x.grad.zero_()


class GradientsMethods(Variable):
    """The methods of this family; `Tensor` inherits them."""

    @property
    def requires_grad(self) -> bool:
        """Whether operations on this tensor are recorded so that `backward()` can give it a gradient."""
        if self._base is not None:
            refresh(self)
        return self._needs_grad

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if value.__class__ is not bool:
            raise RuntimeError(f"requires_grad must be a bool, got {type(value).__name__}")
        if not self.is_leaf:
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables; this tensor was computed"
                + ("." if value else " from some that require a gradient: use .detach() to go on without one.")
            )
        if value and self._array.dtype.kind in "biu":
            raise RuntimeError(
                "only Tensors of floating point and complex dtype can require gradients; this one holds "
                f"{self._array.dtype}: write 1.0 instead of 1, or convert with .float()"
            )
        if value and self._inference and not state.inference:
            raise RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
        self._needs_grad = value

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Set `requires_grad` and return this tensor; a computed tensor that requires a gradient stays as it is."""
        if not requires_grad or self.is_leaf:
            self.requires_grad = requires_grad
        return self  # type: ignore[return-value]

    @property
    def is_leaf(self) -> bool:
        """True for tensors made by the user, and for results that need no gradient."""
        if self._base is not None:
            refresh(self)
        return self._node is None

    @property
    def grad_fn(self) -> Any:
        """The node of the graph that made this tensor; None for leaves."""
        if self._base is not None:
            refresh(self)
        return None if self._node is None or not isinstance(self._node, Node) else as_function(self._node)

    @property
    def output_nr(self) -> int:
        """Which of its node's outputs this tensor is."""
        return output_number(self._node)

    @property
    def grad(self) -> Tensor | None:
        """The gradient that `backward()` has added up here; None before the first one."""
        if self._grad is None and self._node is not None and not self.retains_grad:
            from backlight.core.errors import warn

            warn(
                "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute "
                "won't be populated during autograd.backward(). If you indeed want the .grad field to be populated "
                "for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor."
            )
        return self._grad  # type: ignore[return-value]

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            if not isinstance(value, Variable):
                raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of {type(value)}")
            if value is self:
                raise RuntimeError("can't assign Variable as its own grad")
            if value._array.dtype != self._array.dtype:
                raise RuntimeError(
                    f"attempting to assign a gradient with dtype '{value._array.dtype}' to a tensor with dtype "
                    f"'{self._array.dtype}'. Please ensure that the gradient and the tensor have the same dtype"
                )
            if value._array.shape != self._array.shape:
                raise RuntimeError(
                    f"assigned grad has data of a different size: expected {self._array.shape}, "
                    f"got {value._array.shape}"
                )
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    @property
    def data(self) -> Tensor:
        """The same memory as a tensor outside the graph; writes through it are not told to the graph."""
        bare = new(results.Tensor)
        bare._array = self._array
        bare._silent = True
        return bare

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Variable):
            raise TypeError(f"Variable data has to be a tensor, but got {type(value).__name__}")
        if value._array.dtype is not self._array.dtype and self._needs_grad and value._array.dtype.kind in "biu":
            raise RuntimeError(
                "data set to a tensor that requires gradients must be floating point or complex dtype, "
                f"got {value._array.dtype}"
            )
        self._array = value._array

    def detach(self) -> Tensor:
        """The same memory as a tensor that needs no gradient; writes through it are still noticed by backward."""
        bare = constant(self._array)
        bare._silent = self._silent
        return bare

    def detach_(self) -> Tensor:
        """Cut this tensor from the graph: it becomes a leaf that needs no gradient."""
        if self._base is not None:
            raise RuntimeError(
                "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) "
                "for training, and gradient_as_bucket_view is set as True, gradients are views."
            )
        self._node, self._needs_grad = None, False
        return self  # type: ignore[return-value]

    def backward(
        self,
        gradient: Tensor | None = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        """Add to `.grad` of every leaf x the gradient of this tensor: x.grad += gradient · ∂self/∂x.

        Args:
            gradient: what the chain rule starts with, of this tensor's shape; may be left out for one element.
            retain_graph: keep what the graph holds for a second backward (default: as `create_graph`).
            create_graph: record the backward itself, so that gradients can be differentiated again.
            inputs: the tensors to accumulate into (default: all leaves that were used).

        Raises:
            RuntimeError: several elements and no gradient; no graph; a graph that was freed already.

        >>> import backlight
        >>> w = backlight.tensor([2.0], requires_grad=True)
        >>> (w * w).backward()
        >>> w.grad
        tensor([4.])
        """
        if self._base is not None:
            refresh(self)
        if retain_graph is None:
            retain_graph = create_graph
        node = self._node
        if (
            inputs is None
            and node is not None
            and not create_graph
            and not (modes.watcher or hooks.on_leaves or modes.transforms)
        ):
            array = self._array
            if gradient is None and array.size == 1 and array.dtype.kind != "c":
                return straight(node, one_like(array), retain_graph)
        if state.transforms:
            raise RuntimeError(
                "backward() called inside a functorch transform. This is not supported, please use functorch.grad or "
                "functorch.vjp instead or call backward() outside of functorch transforms."
            )
        g = first_gradient(self, gradient)
        if inputs is not None:
            from backlight.autograd.grad import input_targets

            inputs = input_targets(inputs)
        walk((self,), (g,), retain_graph=retain_graph, create_graph=create_graph, targets=inputs)

    def register_hook(self, hook: Callable) -> Handle:
        """Call `hook(gradient)` when this tensor's gradient is known; what it returns replaces the gradient.

        >>> import backlight
        >>> w = backlight.tensor([2.0], requires_grad=True)
        >>> handle = w.register_hook(lambda g: g * 10)
        >>> (w * 3).backward()
        >>> w.grad
        tensor([30.])
        """
        if self._base is not None:
            refresh(self)
        if not self._needs_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self._node is not None:
            return Handle(hooks_of(self._node).tensor, hook)
        return Handle(hooks_of(self).tensor, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable) -> Handle:
        """Call `hook(tensor)` after a backward has added to this leaf's `.grad`."""
        if not self._needs_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self._node is not None:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        return Handle(hooks_of(self).accumulated, hook)

    @property
    def retains_grad(self) -> bool:
        """Whether `retain_grad()` was called on this non-leaf tensor."""
        if self._base is not None:
            refresh(self)
        return keeps_gradient(self, self._node)

    def retain_grad(self) -> None:
        """Keep the gradient of this non-leaf tensor in its `.grad`."""
        if self._base is not None:
            refresh(self)
        if not self._needs_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if isinstance(self._node, Node):
            keep_gradient(self, self._node)

    def graph(self, *, backward: bool = False) -> Graph:
        """The computation graph behind this tensor, ready to be drawn: it shows itself in a notebook.

        Gradients that have not been computed show as "none yet". With `backward=True` they are computed for the
        drawing alone: `.grad` stays as it is, and nothing is freed.

        >>> import backlight
        >>> w = backlight.tensor(3.0, requires_grad=True)
        >>> print((w * w).graph(backward=True))  # doctest: +SKIP
        """
        from backlight.see.trace import Trace

        trace = Trace([self])
        if backward:
            before = modes.watch(trace)
            try:
                walk((self,), (first_gradient(self, None),), retain_graph=True, accumulate=False)
            finally:
                modes.watch(before)
        return trace.graph()

    def is_inference(self) -> bool:
        """Whether this tensor was made in `inference_mode` and can never be part of a graph."""
        return self._inference

    @property
    def _version(self) -> int:
        from backlight.core.writes import count_of

        if self._inference:
            raise RuntimeError("Inference tensors do not track version counter.")
        return count_of(self._array)
