"""Recurrent networks of several layers and directions: one cell's step first, then whole sequences, padded or packed.

Sequences are (steps, batch, input), or (batch, steps, input) with `batch_first`; packed ones are the rows of all steps
one below the other, with the number of rows of each step in `batch_sizes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core.variable import Variable
from backlight.nn.functional.dropping import dropout as drop
from backlight.nn.functional.maps import linear
from backlight.ops import cells
from backlight.ops import recurrent as cards
from backlight.ops.join import concatenate, stack
from backlight.ops.shape import swapaxes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlight.tensor.tensor import Tensor


def rnn_tanh_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """tanh(x @ w_ihᵀ + b_ih + h @ w_hhᵀ + b_hh) for x (n, input) and h (n, hidden)."""
    return cells.tanh(linear(input, w_ih, b_ih) + linear(hx, w_hh, b_hh))


def rnn_relu_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """`rnn_tanh_cell` with relu instead of tanh."""
    return cells.relu(linear(input, w_ih, b_ih) + linear(hx, w_hh, b_hh))


def gru_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """One step of a gated recurrent unit: the new hidden state (n, hidden)."""
    return cells.gru(linear(input, w_ih, b_ih), hx, w_hh, b_hh)[0]


def lstm_cell(
    input: Tensor,
    hx: Sequence[Tensor],
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """One step of long short-term memory: the new (h, c) from hx = (h, c), each (n, hidden)."""
    before: Any
    before, state = hx
    h, c, _ = cells.lstm(linear(input, w_ih, b_ih), before, state, w_hh, b_hh)
    return h, c


def rnn_tanh(*arguments: Any, **named: Any) -> tuple[Tensor, Tensor]:
    """(y, hₙ) of (input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first).

    Packed: (data, batch_sizes, hx, params, has_biases, num_layers, dropout, train, bidirectional). `params` holds for
    each layer and direction w_ih, w_hh and, with biases, b_ih and b_hh; `hx` is (layers·directions, batch, hidden).
    """
    y, (h,) = _network("rnn_tanh", _Call(*_arguments(arguments, named)), _tanh_layer, 1)
    return y, h


def rnn_relu(*arguments: Any, **named: Any) -> tuple[Tensor, Tensor]:
    """`rnn_tanh` with relu instead of tanh."""
    y, (h,) = _network("rnn_relu", _Call(*_arguments(arguments, named)), _relu_layer, 1)
    return y, h


def gru(*arguments: Any, **named: Any) -> tuple[Tensor, Tensor]:
    """The layers of gated recurrent units; arguments and results are those of `rnn_tanh`."""
    y, (h,) = _network("gru", _Call(*_arguments(arguments, named)), _gru_layer, 3)
    return y, h


def lstm(*arguments: Any, **named: Any) -> tuple[Tensor, Tensor, Tensor]:
    """The layers of long short-term memory: (y, hₙ, cₙ); arguments are those of `rnn_tanh`, but hx is (h₀, c₀).

    `params` have w_hr too, behind the biases, where the hidden state is projected to the smaller size of h₀.
    """
    call = _Call(*_arguments(arguments, named))
    if not isinstance(call.hx, (tuple, list)) or len(call.hx) != 2:
        raise RuntimeError("lstm expects two hidden states, (h_0, c_0)")
    y, (h, c) = _network("lstm", call, _lstm_layer, 4)
    return y, h, c


def _tanh_layer(x, states, weights, sizes, reverse):
    return cards.simple_layer(x, *states, *weights, act="tanh", sizes=sizes, reverse=reverse)


def _relu_layer(x, states, weights, sizes, reverse):
    return cards.simple_layer(x, *states, *weights, act="relu", sizes=sizes, reverse=reverse)


def _gru_layer(x, states, weights, sizes, reverse):
    return cards.gru_layer(x, *states, *weights, sizes=sizes, reverse=reverse)


def _lstm_layer(x, states, weights, sizes, reverse):
    *weights, projection = weights if len(weights) == 5 else (*weights, None)
    return cards.lstm_layer(x, *states, *weights, projection, sizes=sizes, reverse=reverse)


_DENSE = ["input", "hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional", "batch_first"]
_PACKED = ["data", "batch_sizes", "hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional"]


def _arguments(given: tuple, named: dict) -> tuple:
    """(x, sizes, hx, params, has_biases, layers, dropout, train, bidirectional, batch_first)."""
    packed = "data" in named or (len(given) > 3 and isinstance(given[3], (tuple, list)))
    names = _PACKED if packed else _DENSE
    if len(given) + len(named) != 9 or not set(named) <= set(names[len(given) :]):
        raise TypeError(f"expected the arguments {', '.join(names)}; got {len(given)} and {sorted(named)}")
    values = {**dict(zip(names, given, strict=False)), **named}
    ordered = [values[name] for name in names]
    if packed:
        data, sizes, *rest = ordered
        return data, tuple(sizes._array.tolist()), *rest, False
    return ordered[0], None, *ordered[1:]


class _Call:
    """The arguments of a recurrent network, checked."""

    def __init__(self, x, sizes, hx, params, has_biases, layers, p, train, bidirectional, batch_first) -> None:
        self.x, self.sizes, self.hx, self.params = x, sizes, hx, list(params)
        self.layers, self.directions = layers, 2 if bidirectional else 1
        self.p = p if train else 0.0
        self.batch_first = batch_first
        each, rest = divmod(len(self.params), layers * self.directions)
        if rest or each not in ((4, 5) if has_biases else (2, 3)):
            raise RuntimeError(
                f"got an incorrect number of RNN parameters: {len(self.params)} for {layers} layers in "
                f"{self.directions} directions"
            )
        self.each, self.has_biases = each, has_biases

    def weights(self, number: int) -> list:
        """The parameters of a layer and direction, the biases None if there are none."""
        found = self.params[number * self.each : (number + 1) * self.each]
        return found if self.has_biases else [*found[:2], None, None, *found[2:]]


def _network(name: str, call: _Call, layer: Callable, gates: int) -> tuple[Any, list]:
    """Layer upon layer, and both directions side by side: y, and each last state of all layers in one tensor."""
    x: Any = call.x
    states = list(call.hx) if isinstance(call.hx, (tuple, list)) else [call.hx]
    _check(name, call, x, states, gates)
    if call.batch_first:
        x = swapaxes(x, axis1=0, axis2=1)  # (batch, steps, input) -> (steps, batch, input)
    last: list[list] = [[] for _ in states]
    for level in range(call.layers):
        outs = []
        for direction in range(call.directions):
            number = level * call.directions + direction
            first = [s[number] for s in states]
            y, *ends = layer(x, first, call.weights(number), call.sizes, direction == 1)
            outs.append(y)
            for column, end in zip(last, ends, strict=False):
                column.append(end)
        x = outs[0] if len(outs) == 1 else concatenate(*outs, axis=outs[0]._array.ndim - 1)
        if call.p and level < call.layers - 1:
            x = drop(x, call.p)
    if call.batch_first:
        x = swapaxes(x, axis1=0, axis2=1)
    return x, [stack(*column) for column in last]


def _check(name: str, call: _Call, x: Any, states: list, gates: int) -> None:
    for part in (x, *states, *call.params):
        if not isinstance(part, Variable):
            raise TypeError(f"{name}(): all of input, hx and params must be Tensors, not {type(part).__name__}")
    shape, wide = x._array.shape, 2 if call.sizes else 3
    if len(shape) != wide:
        raise RuntimeError(f"{name}: expected an input of {wide} dimensions, got {len(shape)}: {list(shape)}")
    batch = call.sizes[0] if call.sizes else shape[0 if call.batch_first else 1]
    if not (call.sizes or shape[1 if call.batch_first else 0]):
        raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
    kinds = {part._array.dtype for part in (x, *states, *call.params)}
    if len(kinds) > 1 or x._array.dtype.kind in "biuc":
        names = sorted(str(kind) for kind in kinds)
        raise ValueError(f"{name}: input, hx and params must have one floating dtype, got {', '.join(names)}")
    for state in states:
        if state._array.ndim != 3 or state._array.shape[:2] != (call.layers * call.directions, batch):
            raise RuntimeError(
                f"{name}: expected hidden size {(call.layers * call.directions, batch, '*')}, got "
                f"{list(state._array.shape)}"
            )
    width = call.params[0]._array.shape[1]
    if shape[-1] != width:
        raise RuntimeError(f"input.size(-1) must be equal to input_size. Expected {width}, got {shape[-1]}")
    if call.params[0]._array.shape[0] != gates * states[-1]._array.shape[-1]:
        raise RuntimeError(
            f"{name}: w_ih of shape {list(call.params[0]._array.shape)} does not fit a hidden state of size "
            f"{states[-1]._array.shape[-1]}"
        )
