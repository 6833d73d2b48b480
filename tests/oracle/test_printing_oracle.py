"""Random tensors print as in torch itself."""

import numpy as np
import pytest

from backlight.tensor.printing import format_tensor, printoptions

torch = pytest.importorskip("torch")

FLOATS = ["float32", "float64", "float16", "bfloat16"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
DTYPES = [*FLOATS, *INTEGERS, "bool", "complex64", "complex128"]
NAN, INF = float("nan"), float("inf")
OPTIONS = {
    "precision": [0, 1, 2, 8],
    "threshold": [0, 5, 100, INF],
    "edgeitems": [0, 1, 2, 5],
    "linewidth": [0, 1, 20, 40, 120],
    "profile": ["default", "short", "full"],
    "sci_mode": [True, False],
}


def random_values(rng, shape):
    kind = rng.integers(7)
    if kind == 0:
        return rng.standard_normal(shape)
    if kind == 1:
        return rng.standard_normal(shape) * 10.0 ** rng.integers(-30, 31)
    if kind == 2:
        return rng.integers(-50, 50, shape).astype(float)
    if kind == 3:
        return 10.0 ** rng.uniform(-30, 30, shape)
    if kind == 4:
        return rng.choice([0.0, -0.0, 1.0, -1.0, NAN, INF, -INF], shape)
    if kind == 5:
        return rng.choice([0.0, -0.0, 1.5, 999.9, 1000.5, 1e-4, NAN, INF, -INF, 1e8], shape)
    return np.round(rng.standard_normal(shape) * 100, 1)


def random_tensor(rng, dtype):
    ndim = int(rng.integers(5))
    longest = {1: 2500, 2: 60, 3: 16}.get(ndim, 9) if rng.random() < 0.15 else 9
    shape = tuple(rng.integers(0 if rng.random() < 0.1 else 1, longest, ndim).tolist())
    if dtype == "bool":
        return torch.from_numpy(np.asarray(rng.integers(0, 2, shape) > 0))
    if dtype in INTEGERS:
        ends = np.iinfo(dtype)
        high = min(ends.max, 10 ** int(rng.integers(20)))
        low = max(ends.min, -high)
        return torch.from_numpy(np.asarray(rng.integers(low, high, shape, dtype=dtype, endpoint=True)))
    values = torch.as_tensor(random_values(rng, shape))
    if "complex" in dtype:
        values = torch.complex(values, torch.as_tensor(random_values(rng, shape)))
    return values.to(getattr(torch, dtype))


@pytest.mark.parametrize("seed", range(10))
def test_random_tensors_print_as_in_torch(seed):
    rng = np.random.default_rng(seed)
    for _ in range(400):
        dtype = rng.choice(DTYPES)
        default = rng.choice(["float32", "float32", "float64", "float16", "bfloat16"])
        options = {name: rng.choice(np.array(values, object)) for name, values in OPTIONS.items() if rng.random() < 0.1}
        x = random_tensor(rng, dtype)
        grad = x.dtype.is_floating_point and rng.random() < 0.3
        x.requires_grad_(grad)
        if grad_fn := "MulBackward0" if grad and rng.random() < 0.5 else None:
            x = x * 1

        array = x.detach().to(torch.float32 if dtype == "bfloat16" else x.dtype).numpy()
        with printoptions(**options):
            ours = format_tensor(
                array, dtype_name=dtype, default_dtype_name=default, requires_grad=grad, grad_fn=grad_fn
            )
        torch.set_default_dtype(getattr(torch, default))
        try:
            with torch._tensor_str.printoptions(**options):
                theirs = repr(x)
        finally:
            torch.set_default_dtype(torch.float32)

        assert ours == theirs, (dtype, options)
