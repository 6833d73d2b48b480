"""Convolution, plain and transposed, with a card for each of the gradients that are convolutions again.

Input, weights and result are bound by one sum over three arrays; holding two of them fixed, the third is linear in
each. So the gradients of all three cards are these cards, and second derivatives need nothing else. A transposed
convolution sends back what a plain one gathers: input and result change places.
"""

from __future__ import annotations

from backlight.core.op import op
from backlight.ops.convolving import correlate, spread, weigh
from backlight.ops.reduce import sum


def result_shape(size, kernel, stride, padding, dilation, transposed, output_padding) -> tuple:
    """The lengths of the result; `output_padding` of a plain convolution is padding that stands at the end alone."""
    if transposed:
        return tuple(
            [
                (n - 1) * s - 2 * p + d * (k - 1) + 1 + more
                for n, k, s, p, d, more in zip(size, kernel, stride, padding, dilation, output_padding)
            ]
        )
    return tuple(
        [
            (n + 2 * p + more - d * (k - 1) - 1) // s + 1
            for n, k, s, p, d, more in zip(size, kernel, stride, padding, dilation, output_padding)
        ]
    )


def _convolution(x, w, b, stride, padding, dilation, transposed, output_padding, groups):
    shape = result_shape(x.shape[2:], w.shape[2:], stride, padding, dilation, transposed, output_padding)
    return (spread if transposed else correlate)(x, w, b, shape, stride, padding, dilation, groups)


def _convolution_input(g, w, shape, stride, padding, dilation, transposed, output_padding, groups):
    return (correlate if transposed else spread)(g, w, None, shape, stride, padding, dilation, groups)


def _convolution_weight(g, x, shape, stride, padding, dilation, transposed, output_padding, groups):
    y, x = (x, g) if transposed else (g, x)
    return weigh(y, x, shape, stride, padding, dilation, groups)


convolution = op(
    _convolution,
    lambda g, out, x, w, b, **how: convolution_input(g, w, shape=x.shape[2:], **how),
    lambda g, out, x, w, b, **how: convolution_weight(g, x, shape=w.shape[2:], **how),
    lambda g, out, x, w, b, **how: sum(g, axis=(0, *range(2, g.ndim)), keepdims=False),
    name="convolution",
    kind="contract",
    label=lambda params: "convᵀ" if params["transposed"] else "conv",
    local=(lambda params: "w ∗ g" if params["transposed"] else "w ∗ᵀ g", "Σ x·g over cells", "Σ g"),
)
# The gradient for the input: linear in g and w.
convolution_input = op(
    _convolution_input,
    lambda g, out, y, w, shape, **how: convolution(g, w, None, **how),
    lambda g, out, y, w, shape, **how: convolution_weight(y, g, shape=w.shape[2:], **how),
    name="convolution_input",
    kind="contract",
    label=lambda params: "w ∗ y" if params["transposed"] else "w ∗ᵀ y",
    local=(lambda params: "w ∗ᵀ g" if params["transposed"] else "w ∗ g", "Σ y·g over cells"),
    grad_fn="ConvolutionBackwardBackward0",
)
# The gradient for the weights: linear in g and x.
convolution_weight = op(
    _convolution_weight,
    lambda g, out, y, x, shape, **how: convolution(x, g, None, **how),
    lambda g, out, y, x, shape, **how: convolution_input(y, g, shape=x.shape[2:], **how),
    name="convolution_weight",
    kind="contract",
    label="Σ x·y over cells",
    local=(
        lambda params: "g ∗ᵀ x" if params["transposed"] else "g ∗ x",
        lambda params: "g ∗ y" if params["transposed"] else "g ∗ᵀ y",
    ),
    grad_fn="ConvolutionBackwardBackward0",
)
