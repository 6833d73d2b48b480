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
        _check_sizes(input_size, hidden_size, num_layers, dropout, proj_size, mode)
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
    def _flat_weights(self) -> list[Tensor]:
        return [getattr(self, name) for name in self._flat_weights_names]

    @property
    def all_weights(self) -> list[list[Tensor]]:
        """The weights, by layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

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
        if packed:
            states = [
                state if input.sorted_indices is None or hx is None else state.index_select(1, input.sorted_indices)
                for state in states
            ]
        self._check(data, states, batch, packed)
        many = tuple(states) if self.mode == "LSTM" else states[0]
        run = getattr(recurrent, self.mode.lower())
        shared = (self._flat_weights, self.bias, self.num_layers, self.dropout, self.training, self.bidirectional)
        if packed:
            out, *last = run(data, sizes, many, *shared)
        else:
            out, *last = run(data, many, *shared, self.batch_first)
        if packed:
            back = input.unsorted_indices
            last = [state if back is None else state.index_select(1, back) for state in last]
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

    def _check(self, data: Tensor, states: list[Any], batch: int, packed: bool) -> None:
        if data.size(-1) != self.input_size:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {data.size(-1)}"
            )
        count = self.num_layers * (2 if self.bidirectional else 1)
        sizes = [self.proj_size or self.hidden_size, self.hidden_size]
        names = ["hidden[0]", "hidden[1]"] if self.mode == "LSTM" else ["hidden"]
        for name, state, size in zip(names, states, sizes, strict=False):
            wanted = (count, batch, size)
            if tuple(state.shape) != wanted:
                raise RuntimeError(f"Expected {name} size {wanted}, got {list(state.shape)}")

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


def _check_sizes(input_size: Any, hidden_size: Any, num_layers: int, dropout: Any, proj_size: int, mode: str) -> None:
    if not isinstance(dropout, (int, float)) or not 0 <= dropout <= 1 or isinstance(dropout, bool):
        raise ValueError(
            "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
        )
    if dropout > 0 and num_layers == 1:
        warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers "
            f"greater than 1, but got dropout={dropout} and num_layers={num_layers}"
        )
    if not isinstance(hidden_size, int):
        raise TypeError(f"hidden_size should be of type int, got: {type(hidden_size).__name__}")
    if hidden_size <= 0:
        raise ValueError("hidden_size must be greater than zero")
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        given = list(args)
        if len(given) > 3:  # (input_size, hidden_size, num_layers, nonlinearity, …)
            self.nonlinearity = given.pop(3)
        else:
            self.nonlinearity = kwargs.pop("nonlinearity", "tanh")
        if self.nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{self.nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__(f"RNN_{self.nonlinearity.upper()}", *given, **kwargs)


class LSTM(RNNBase):
    """Long short-term memory: gates say what a cell forgets, takes in and shows (Hochreiter and Schmidhuber, 1997).

    Args:
        input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, proj_size: as in RNNBase.

    >>> out, (h, c) = LSTM(3, 5, batch_first=True)(backlight.zeros(2, 4, 3))
    >>> out.shape, h.shape, c.shape
    (torch.Size([2, 4, 5]), torch.Size([1, 2, 5]), torch.Size([1, 2, 5]))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("LSTM", *args, **kwargs)


class GRU(RNNBase):
    """Gated recurrent units: one gate less than an LSTM, and no cell (Cho et al., 2014).

    Args:
        input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional: as in RNNBase.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        super().__init__("GRU", *args, **kwargs)
