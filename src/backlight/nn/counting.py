"""`nn.summary`: a network as a table of its layers: shapes, parameters, multiply-adds, memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import Any

from backlight.autograd.grad_mode import no_grad
from backlight.core.variable import Variable
from backlight.tensor.creation import ones
from backlight.tensor.generator import fork_rng

COLUMNS = {
    "input_size": "Input Shape",
    "output_size": "Output Shape",
    "num_params": "Param #",
    "mult_adds": "Mult-Adds",
    "trainable": "Trainable",
}


def summary(
    model: Any,
    input_size: Any = None,
    input_data: Any = None,
    *,
    depth: int = 3,
    col_names: Sequence[str] = ("output_size", "num_params", "mult_adds"),
    dtypes: Sequence[Any] | None = None,
    mode: str = "eval",
    **named: Any,
) -> Summary:
    """Run the model once, without gradients, and describe its layers.

    Args:
        input_size: the shape of the input with the batch, or a list of shapes (`dtypes` for each); it is filled with 1.
        input_data: the input itself, or a tuple or list of several. Without either, nothing is run: no shapes.
        depth: how many levels of modules are shown; what lies deeper is added up.
        col_names: out of input_size, output_size, num_params, mult_adds and trainable.
        mode: "eval" or "train", for this run. More keywords go to the model.

    >>> print(str(summary(backlight.nn.Linear(2, 3), (4, 2))).splitlines()[3])
    Linear                       [4, 3]              9         36
    """
    unknown = [name for name in col_names if name not in COLUMNS]
    if unknown:
        raise ValueError(f"summary: unknown column {unknown[0]!r}; col_names takes {', '.join(COLUMNS)}")
    if mode not in ("eval", "train"):
        raise ValueError(f'summary: mode is "eval" or "train", not {mode!r}')
    if input_size is not None and input_data is not None:
        raise RuntimeError("summary: give input_size or input_data, not both")
    given = _made(input_size, dtypes) if input_data is None else _several(input_data)
    layers = list(_layers(model, type(model).__name__, 0, {}))
    if given is not None:
        _run(model, given, named, layers, mode == "train")
    return Summary(layers, [x for x in given or () if isinstance(x, Variable)], depth, col_names)


def _several(data: Any) -> tuple:
    return tuple(data) if isinstance(data, (tuple, list)) else (data,)


def _made(sizes: Any, dtypes: Sequence[Any] | None) -> tuple | None:
    if sizes is None:
        return None
    shapes = [sizes] if all(isinstance(n, int) for n in sizes) else list(sizes)
    kinds = dtypes or [None] * len(shapes)
    return tuple(ones(*shape, dtype=kind) for shape, kind in zip(shapes, kinds, strict=True))


class Layer:
    """One module in the network: where it stands, what it has, and what it did in the run."""

    def __init__(self, module: Any, name: str, depth: int, index: int, repeated: bool) -> None:
        self.module, self.name, self.depth, self.index, self.repeated = module, name, depth, index, repeated
        own = [p for p in module._parameters.values() if p is not None]
        self.own_params = 0 if repeated else sum(p.numel() for p in own)
        self.trainable = 0 if repeated else sum(p.numel() for p in own if p.requires_grad)
        self.param_bytes = 0 if repeated else sum(p.numel() * p.element_size() for p in own)
        self.input_size: list[int] | None = None
        self.output_size: list[int] | None = None
        self.output_bytes = self.mult_adds = 0
        self.inside: list[Layer] = []

    @property
    def params(self) -> int:
        """The parameters of the module and of all inside of it."""
        return self.own_params + sum(layer.params for layer in self.inside)

    @property
    def all_trainable(self) -> int:
        """Those of them that learn."""
        return self.trainable + sum(layer.all_trainable for layer in self.inside)

    @property
    def all_mult_adds(self) -> int:
        """The multiply-adds of the module and of all inside of it."""
        return self.mult_adds + sum(layer.all_mult_adds for layer in self.inside)

    def __repr__(self) -> str:
        return f"{self.name}: {self.depth}-{self.index}" if self.depth else self.name


def _layers(module: Any, name: str, depth: int, met: dict) -> Iterator[Layer]:
    """A module, followed by all inside of it; `met` has those before, and how many layers each depth has."""
    met[depth] = met.get(depth, 0) + 1
    layer = Layer(module, name, depth, met[depth], module in met)
    met[module] = True
    yield layer
    for child in () if layer.repeated else module._modules.values():
        if child is not None:
            below = list(_layers(child, type(child).__name__, depth + 1, met))
            layer.inside.append(below[0])
            yield from below


def _run(model: Any, given: tuple, named: dict, layers: list[Layer], train: bool) -> None:
    """Call the model once; afterwards its modes, hooks and the random stream are as before."""
    modes = {module: module.training for module in model.modules()}
    handles = [
        layer.module.register_forward_hook(_noting(layer), with_kwargs=True) for layer in layers if not layer.repeated
    ]
    try:
        model.train(train)
        with no_grad(), fork_rng():
            model(*given, **named)
    finally:
        for handle in handles:
            handle.remove()
        for module, was in modes.items():
            module.training = was


def _noting(layer: Layer) -> Callable:
    def note(module: Any, args: tuple, named: dict, out: Any) -> None:
        inputs, results = list(_tensors((args, named))), list(_tensors(out))
        if results:
            if layer.output_size is None:
                layer.output_size = list(results[0].shape)
                layer.input_size = list(inputs[0].shape) if inputs else None
            layer.output_bytes += sum(x.numel() * x.element_size() for x in results)
            layer.mult_adds += mult_adds(module, inputs, results[0])

    return note


def _tensors(value: Any) -> Iterator[Any]:
    if isinstance(value, Variable):
        yield value
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _tensors(part)
    elif hasattr(value, "batch_sizes"):  # a packed sequence
        yield value.data


def mult_adds(module: Any, inputs: list, out: Any) -> int:
    """How many products are added up by the module's own parameters, biases counted as one each.

    A weight is used once per position: of an image, of a sequence, of the batch. Embeddings look up and multiply
    nothing.
    """
    own = {name: p.numel() for name, p in module._parameters.items() if p is not None}
    kind = type(module).__name__
    if not own or "Embedding" in kind:
        return 0
    if "Norm" in kind:
        return out.numel()
    if kind == "MultiheadAttention":
        query, key = inputs[0], inputs[min(1, len(inputs) - 1)]
        width, batched = module.embed_dim, query.dim() == 3
        first = 1 if batched and module.batch_first else 0
        batch = query.shape[1 - first] if batched else 1
        long, source = query.shape[first], key.shape[first]
        projected = 2 * long * width + source * (module.kdim + module.vdim)  # per output feature: q, out; k, v
        return batch * (projected * width + 2 * long * source * width)
    weights, bias = sum(own.values()) - own.get("bias", 0), own.get("bias", 0)
    if kind.startswith(("RNN", "LSTM", "GRU")):
        steps = 1 if kind.endswith("Cell") else prod(out.shape[:-1])
        return (weights + bias) * (out.shape[0] if kind.endswith("Cell") and out.dim() == 2 else steps)
    if "Conv" in kind:
        where = inputs[0] if "Transpose" in kind else out
        space = len(module.kernel_size)
        batch = where.shape[0] if where.dim() == space + 2 else 1
        return weights * batch * prod(where.shape[-space:]) + (out.numel() if bias else 0)
    if "Linear" in kind:
        return (weights + bias) * prod(out.shape[:-1])
    return (weights + bias) * (out.shape[0] if out.dim() else 1)


class Summary:
    """What `summary` found; its text is the table."""

    def __init__(self, layers: list[Layer], inputs: list, depth: int, columns: Sequence[str]) -> None:
        self.summary_list, self.depth, self.columns = layers, depth, tuple(columns)
        tensors = {id(p): p for p in layers[0].module.parameters()}.values()  # a shared one counts once
        self.input_size = [list(x.shape) for x in inputs]
        self.total_params = sum(p.numel() for p in tensors)
        self.trainable_params = sum(p.numel() for p in tensors if p.requires_grad)
        self.total_mult_adds = layers[0].all_mult_adds
        self.total_input = sum(x.numel() * x.element_size() for x in inputs)
        self.total_param_bytes = sum(p.numel() * p.element_size() for p in tensors)
        self.total_output_bytes = 2 * sum(layer.output_bytes for layer in layers if layer.own_params)

    def __str__(self) -> str:
        shown = [layer for layer in self.summary_list if layer.depth <= self.depth]
        rows = [["Layer (type:depth-idx)", *[COLUMNS[name] for name in self.columns]]]
        rows += [self._row(layer) for layer in shown]
        wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        wide[0] += 2
        cells = [
            [row[0].ljust(wide[0])]
            + [
                cell.ljust(w) if "size" in name else cell.rjust(w)
                for cell, w, name in zip(row[1:], wide[1:], self.columns)
            ]
            for row in rows
        ]
        table = ["   ".join(row).rstrip() for row in cells]
        line = "=" * max(map(len, table))
        frozen = self.total_params - self.trainable_params
        lines = [line, table[0], line, *table[1:], line]
        lines += [f"Total params: {self.total_params:,}", f"Trainable params: {self.trainable_params:,}"]
        lines += [f"Non-trainable params: {frozen:,}"]
        if self.summary_list[0].output_size is not None:
            lines += [f"Total mult-adds: {_short(self.total_mult_adds)}", line]
            sizes = {"Input": self.total_input, "Forward/backward pass": self.total_output_bytes}
            sizes["Params"] = self.total_param_bytes
            sizes["Estimated Total"] = sum(sizes.values())
            names = {name: f"{name} size" if name != "Estimated Total" else "Estimated Total Size" for name in sizes}
            lines += [f"{names[name]} (MB): {size / 1e6:.2f}" for name, size in sizes.items()]
        return "\n".join([*lines, line])

    __repr__ = __str__

    def _row(self, layer: Layer) -> list[str]:
        branch = "│    " * (layer.depth - 1) + ("├─" if layer.depth == 1 else "└─") if layer.depth else ""
        return [f"{branch}{layer}", *[self._cell(layer, name) for name in self.columns]]

    def _cell(self, layer: Layer, name: str) -> str:
        if name in ("input_size", "output_size"):
            size = getattr(layer, name)
            return "--" if size is None else str(size)
        if layer.repeated:
            return "(recursive)" if name == "num_params" else "--"
        deepest = layer.depth == self.depth
        params, learning = (layer.params, layer.all_trainable) if deepest else (layer.own_params, layer.trainable)
        if name == "mult_adds":
            count = layer.all_mult_adds if deepest else layer.mult_adds
            return f"{count:,}" if count else "--"
        if not params:
            return "--"
        if name == "trainable":
            return "True" if learning == params else "Partial" if learning else "False"
        return f"{params:,}" if learning else f"({params:,})"


def _short(count: int) -> str:
    """A number with a unit: 1.23 M.

    >>> _short(950), _short(1_234_567)
    ('950', '1.23 M')
    """
    for size, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if count >= size:
            return f"{count / size:.2f} {unit}"
    return str(count)
