"""Recurrent networks over whole sequences: RNN, LSTM, GRU, of several layers and in both directions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from backlight.core.errors import warn
from backlight.nn import init
from backlight.nn.modules.module import Module
from backlight.nn.native import recurrent
from backlight.nn.packing import PackedSequence
from backlight.tensor.creation import empty, zeros
from backlight.tensor.parameter import Parameter

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}


class RNNBase(Module):
    """What the three share: the weights of all layers and directions, and how an input goes through them.

    Args:
        mode: 'LSTM', 'GRU', 'RNN_TANH' or 'RNN_RELU'.
        input_size, hidden_size: the features of the input and of the hidden state.
        num_layers: the output of each layer is the input of the next.
        bias: whether the layers have biases.
        batch_first: inputs are (N, L, features), not (L, N, features).
        dropout: between the layers, in training.
        bidirectional: a second layer reads backwards; outputs stand side by side.
        proj_size: the hidden state of an LSTM is projected to this size.
    """

    torch_module = "torch.nn.modules.rnn"
    __constants__ = (
        "batch_first",
        "bias",
        "bidirectional",
        "dropout",
        "hidden_size",
        "input_size",
        "mode",
        "num_layers",
        "proj_size",
    )

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        _check_flags(dropout, num_layers, bias, batch_first)
        _check_sizes(input_size, hidden_size, num_layers, proj_size, mode)
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        gates = GATES[mode] * hidden_size
        directions = 2 if bidirectional else 1
        size = proj_size if proj_size > 0 else hidden_size
        self._flat_weights_names: list[str] = []
        self._all_weights: list[list[str]] = []
        options = {"device": device, "dtype": dtype}
        for layer in range(num_layers):
            for direction in range(directions):
                wide = input_size if layer == 0 else size * directions
                shapes: dict[str, tuple[int, ...]] = {"weight_ih": (gates, wide), "weight_hh": (gates, size)}
                if bias:
                    shapes.update(bias_ih=(gates,), bias_hh=(gates,))
                if proj_size > 0:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                suffix = f"_l{layer}" + ("_reverse" if direction else "")
                for name, shape in shapes.items():
                    setattr(self, name + suffix, Parameter(empty(shape, **options)))
                names = [name + suffix for name in shapes]
                self._flat_weights_names += names
                self._all_weights.append(names)
        self.reset_parameters()

    @property
    def _flat_weights(self) -> Any:
        """The weights in the order of their names, or those that a program has put in their place."""
        given = vars(self).get("_flat_weights")
        return [getattr(self, name, None) for name in self._flat_weights_names] if given is None else given

    @_flat_weights.setter
    def _flat_weights(self, weights: list) -> None:
        own = [getattr(self, name, None) for name in self._flat_weights_names]
        same = len(weights) == len(own) and all(x is y for x, y in zip(weights, own, strict=True))
        vars(self)["_flat_weights"] = None if same else weights

    @property
    def all_weights(self) -> list[list[Tensor]]:
        """The weights, by layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_flat_weights": self._flat_weights}  # torch looks for the list

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__({name: value for name, value in state.items() if name != "_flat_weights"})

    def flatten_parameters(self) -> None:
        """Accepted: it matters to GPUs only."""

    def reset_parameters(self) -> None:
        """Draw the weights anew, uniform on ±1/√hidden_size."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def forward(self, input: Any, hx: Any = None) -> Any:
        """The outputs of the last layer for all steps, and the last hidden state of each layer and direction.

        input (L, N, input_size), (N, L, input_size) with batch_first, (L, input_size), or a PackedSequence; hx
        (layers · directions, N, hidden_size), zeros if left out; for an LSTM a pair of h and c.
        """
        packed = isinstance(input, PackedSequence)
        data: Any = input.data if packed else input
        sizes: Any = input.batch_sizes if packed else None
        if not packed and data.dim() not in (2, 3):
            raise ValueError(f"{self.mode.split('_')[0]}: Expected input to be 2D or 3D, got {data.dim()}D instead")
        batched = packed or data.dim() == 3
        if not batched:
            data = data.unsqueeze(0 if self.batch_first else 1)  # (l, f) -> (l, 1, f)
        batch = int(sizes[0]) if packed else data.size(0 if self.batch_first else 1)
        states = self._states(hx, batch, data, batched)
        if packed and hx is not None:
            states = [self.permute_hidden(state, input.sorted_indices) for state in states]
        self.check_forward_args(data, tuple(states) if self.mode == "LSTM" else states[0], sizes)
        many = tuple(states) if self.mode == "LSTM" else states[0]
        run = getattr(recurrent, self.mode.lower())
        shared = (self._flat_weights, self.bias, self.num_layers, self.dropout, self.training, self.bidirectional)
        if packed:
            out, *last = run(data, sizes, many, *shared)
        else:
            out, *last = run(data, many, *shared, self.batch_first)
        if packed:
            back = input.unsorted_indices
            last = [self.permute_hidden(state, back) for state in last]
            out = PackedSequence(out, sizes, input.sorted_indices, back)
        elif not batched:
            out = out.squeeze(0 if self.batch_first else 1)
            last = [state.squeeze(1) for state in last]
        return out, (tuple(last) if self.mode == "LSTM" else last[0])

    def _states(self, hx: Any, batch: int, data: Tensor, batched: bool) -> list[Any]:
        """The first hidden states, h and for an LSTM c, each (layers · directions, batch, size)."""
        count = self.num_layers * (2 if self.bidirectional else 1)
        if hx is None:
            sizes = [self.proj_size or self.hidden_size, self.hidden_size][: 2 if self.mode == "LSTM" else 1]
            return [zeros((count, batch, size), dtype=data.dtype) for size in sizes]
        given = list(hx) if self.mode == "LSTM" else [hx]
        for state in given:
            wanted = 3 if batched else 2
            if state.dim() != wanted:
                what = "batched 3-D" if batched else "unbatched 2-D"
                raise RuntimeError(f"For {what} input, hx should also be {wanted}-D but got {state.dim()}-D tensor")
        return given if batched else [state.unsqueeze(1) for state in given]

    def check_forward_args(self, input: Any, hidden: Any, batch_sizes: Any) -> None:
        """RuntimeError where input or hidden states have other shapes than the module's sizes say."""
        self.check_input(input, batch_sizes)
        wanted = self.get_expected_hidden_size(input, batch_sizes)
        if self.mode != "LSTM":
            self.check_hidden_size(hidden, wanted, "Expected hidden size {}, got {}")
            return
        self.check_hidden_size(hidden[0], wanted, "Expected hidden[0] size {}, got {}")
        wanted = (*wanted[:2], self.hidden_size)
        self.check_hidden_size(hidden[1], wanted, "Expected hidden[1] size {}, got {}")

    def check_input(self, input: Any, batch_sizes: Any) -> None:
        """RuntimeError for an input of other dimensions or features."""
        wanted = 3 if batch_sizes is None else 2
        if input.dim() != wanted:
            raise RuntimeError(f"input must have {wanted} dimensions, got {input.dim()}")
        if input.size(-1) != self.input_size:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.size(-1)}"
            )

    def get_expected_hidden_size(self, input: Any, batch_sizes: Any) -> tuple[int, int, int]:
        """(layers · directions, batch, size), the shape of h."""
        batch = input.size(0 if self.batch_first else 1) if batch_sizes is None else int(batch_sizes[0])
        return self.num_layers * (2 if self.bidirectional else 1), batch, self.proj_size or self.hidden_size

    def check_hidden_size(
        self, hx: Any, expected_hidden_size: Any, msg: str = "Expected hidden size {}, got {}"
    ) -> None:
        """RuntimeError if the shape is another."""
        if tuple(hx.shape) != tuple(expected_hidden_size):
            raise RuntimeError(msg.format(expected_hidden_size, list(hx.shape)))

    def permute_hidden(self, hx: Any, permutation: Any) -> Any:
        """Hidden states with the examples of the batch in another order."""
        if permutation is None:
            return hx
        if isinstance(hx, tuple):
            return tuple([self.permute_hidden(state, permutation) for state in hx])
        return hx.index_select(1, permutation)

    def extra_repr(self) -> str:
        """The sizes, and what is not at its default."""
        text = f"{self.input_size}, {self.hidden_size}"
        if self.proj_size != 0:
            text += f", proj_size={self.proj_size}"
        if self.num_layers != 1:
            text += f", num_layers={self.num_layers}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if self.batch_first is not False:
            text += f", batch_first={self.batch_first}"
        if self.dropout != 0:
            text += f", dropout={self.dropout}"
        if self.bidirectional is not False:
            text += f", bidirectional={self.bidirectional}"
        return text


def _check_flags(dropout: Any, num_layers: int, bias: Any, batch_first: Any) -> None:
    if not isinstance(dropout, (int, float)) or not 0 <= dropout <= 1 or isinstance(dropout, bool):
        raise ValueError(
            "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
        )
    if dropout > 0 and num_layers == 1:
        warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers "
            f"greater than 1, but got dropout={dropout} and num_layers={num_layers}"
        )
    for name, flag in (("bias", bias), ("batch_first", batch_first)):
        if not isinstance(flag, bool):
            raise TypeError(f"{name} should be of type bool, got: {type(flag).__name__}")


def _check_sizes(input_size: Any, hidden_size: Any, num_layers: int, proj_size: int, mode: str) -> None:
    for name, size in (("input_size", input_size), ("hidden_size", hidden_size)):
        if not isinstance(size, int):
            raise TypeError(f"{name} should be of type int, got: {type(size).__name__}")
        if size <= 0:
            raise ValueError(f"{name} must be greater than zero")
    if num_layers <= 0:
        raise ValueError("num_layers must be greater than zero")
    if proj_size < 0:
        raise ValueError("proj_size should be a positive integer or zero to disable projections")
    if proj_size >= hidden_size:
        raise ValueError("proj_size has to be smaller than hidden_size")
    if mode not in GATES:
        raise ValueError("Unrecognized RNN mode: " + mode)


class RNN(RNNBase):
    """h ← tanh(W x + b + U h + c), or with relu, step by step (Elman, 1990).

    Args:
        input_size, hidden_size, num_layers, nonlinearity, bias, batch_first, dropout, bidirectional: as in RNNBase.

    >>> out, h = RNN(3, 5)(backlight.zeros(4, 2, 3))
    >>> out.shape, h.shape
    (torch.Size([4, 2, 5]), torch.Size([1, 2, 5]))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        *,
        proj_size: Any = None,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        _no_projection(proj_size)
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        self.nonlinearity = nonlinearity
        mode = f"RNN_{nonlinearity.upper()}"
        sizes = input_size, hidden_size, num_layers
        super().__init__(mode, *sizes, bias, batch_first, dropout, bidirectional, device=device, dtype=dtype)


class LSTM(RNNBase):
    """Long short-term memory: gates say what a cell forgets, takes in and shows (Hochreiter and Schmidhuber, 1997).

    Args:
        input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, proj_size: as in RNNBase.

    >>> out, (h, c) = LSTM(3, 5, batch_first=True)(backlight.zeros(2, 4, 3))
    >>> out.shape, h.shape, c.shape
    (torch.Size([2, 4, 5]), torch.Size([1, 2, 5]), torch.Size([1, 2, 5]))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        sizes = input_size, hidden_size, num_layers
        super().__init__("LSTM", *sizes, bias, batch_first, dropout, bidirectional, proj_size, device, dtype)


class GRU(RNNBase):
    """Gated recurrent units: one gate less than an LSTM, and no cell (Cho et al., 2014).

    Args:
        input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional: as in RNNBase.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        *,
        proj_size: Any = None,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        _no_projection(proj_size)
        sizes = input_size, hidden_size, num_layers
        super().__init__("GRU", *sizes, bias, batch_first, dropout, bidirectional, device=device, dtype=dtype)


def _no_projection(proj_size: Any) -> None:
    if proj_size is not None:
        raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
