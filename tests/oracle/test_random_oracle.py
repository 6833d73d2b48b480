"""Long mixed streams of draws, with the state after each draw, bit for bit as in torch itself."""

import pickle

import numpy as np
import pytest

from backlight.core import random

torch = pytest.importorskip("torch")

FLOATS = ["float16", "bfloat16", "float32", "float64"]
WHOLE = ["uint8", "int8", "int16", "int32", "int64"]
SIZES = [0, 1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 100, 623, 1000]


def numpy_dtype(name):
    return np.dtype(pytest.importorskip("ml_dtypes").bfloat16) if name == "bfloat16" else np.dtype(name)


def raw(x):
    """The bytes of an array or a tensor, so that -0.0, NaN and bfloat16 are compared too."""
    if isinstance(x, torch.Tensor):
        x = x.contiguous().reshape(-1).view(torch.uint8).numpy() if x.numel() else np.empty(0, np.uint8)
    return np.ascontiguousarray(x).reshape(-1).view(np.uint8).tobytes()


def shape_of(rng):
    if rng.random() < 0.15:
        return (int(rng.integers(1, 9)), int(rng.integers(0, 40)))
    if rng.random() < 0.05:
        return (40000,)
    return (int(rng.choice(SIZES)),)


def draw_uniform(rng, ours, theirs):
    name, shape = str(rng.choice([*FLOATS, "complex64", "complex128"])), shape_of(rng)
    low, high = sorted((rng.normal(size=2) * 10.0 ** rng.integers(-3, 3)).tolist())
    if rng.random() < 0.3:
        low, high = 0.0, 1.0
    y = torch.empty(shape, dtype=getattr(torch, name)).uniform_(low, high, generator=theirs)
    return random.uniform(ours, shape, numpy_dtype(name), low, high), y


def draw_normal(rng, ours, theirs):
    name, shape = str(rng.choice([*FLOATS, "complex64", "complex128"])), shape_of(rng)
    mean, std = float(rng.normal()), float(rng.random() * 3)
    if rng.random() < 0.5:
        mean, std = float(rng.choice([0.0, 1.0])), float(rng.choice([0.0, 0.02, 1.0, 2.0]))
    y = torch.empty(shape, dtype=getattr(torch, name)).normal_(mean, std, generator=theirs)
    return random.normal(ours, shape, numpy_dtype(name), mean, std), y


def draw_randn(rng, ours, theirs):
    name, shape = str(rng.choice(FLOATS)), shape_of(rng)
    y = torch.randn(shape, dtype=getattr(torch, name), generator=theirs)
    return random.normal(ours, shape, numpy_dtype(name)), y


def draw_normal_with_gaps(rng, ours, theirs):
    name, n = str(rng.choice(FLOATS)), int(rng.choice(SIZES[4:]))
    y = torch.empty(n, 2, dtype=getattr(torch, name))[:, 0].normal_(0.5, 2.0, generator=theirs)
    return random.normal(ours, (n,), numpy_dtype(name), 0.5, 2.0, contiguous=False), y


def draw_normal_around(rng, ours, theirs):
    shape, name, other = shape_of(rng), str(rng.choice(FLOATS)), str(rng.choice(FLOATS))
    mean = torch.from_numpy(np.asarray(rng.normal(size=shape))).to(getattr(torch, name))
    std = torch.from_numpy(np.asarray(rng.random(shape))).to(getattr(torch, other))
    kind = rng.integers(3)
    pair = [(mean, std), (mean, 1.7), (0.3, std)][kind]
    arrays = [as_numpy(v) if isinstance(v, torch.Tensor) else v for v in pair]
    return random.normal_around(ours, *arrays), torch.normal(*pair, generator=theirs)


def as_numpy(x):
    if x.dtype == torch.bfloat16:
        return x.view(torch.int16).numpy().view(numpy_dtype("bfloat16"))
    return x.numpy()


def draw_randint(rng, ours, theirs):
    name, shape = str(rng.choice([*WHOLE, "uint16", "uint32", "uint64", "bool", *FLOATS])), shape_of(rng)
    if name in FLOATS:
        reach = {"float16": 2**11, "bfloat16": 2**8, "float32": 2**24, "float64": 2**53}[name]
        least, most = -reach, reach
    elif name == "bool":
        least, most = 0, 1
    else:
        least, most = int(np.iinfo(name).min), min(int(np.iinfo(name).max), 2**63 - 2)
    low, last = sorted(int(rng.integers(least, most, endpoint=True)) for _ in range(2))
    if rng.random() < 0.3:
        low, last = max(least, 0), min(most, int(rng.choice([1, 9, 2**20 - 1, 2**28 - 2, 2**28 - 1, 2**40])))
    y = torch.randint(low, last + 1, shape, dtype=getattr(torch, name), generator=theirs)
    return random.integers(ours, low, last + 1, shape, numpy_dtype(name)), y


def draw_random_from(rng, ours, theirs):
    name, shape = str(rng.choice([*WHOLE, "uint16", "uint32", *FLOATS])), shape_of(rng)
    low = int(rng.integers(0, 100))
    if name in ("int64", "float64", "float32", "bfloat16") and rng.random() < 0.3:
        low = -(2**63)
    y = torch.empty(shape, dtype=getattr(torch, name)).random_(low, None, generator=theirs)
    return random.integers(ours, low, None, shape, numpy_dtype(name)), y


def draw_random(rng, ours, theirs):
    name, shape = str(rng.choice([*WHOLE, "bool", *FLOATS])), shape_of(rng)
    y = torch.empty(shape, dtype=getattr(torch, name)).random_(generator=theirs)
    return random.whole_range(ours, shape, numpy_dtype(name)), y


def draw_randperm(rng, ours, theirs):
    name, n = str(rng.choice([*WHOLE, *FLOATS])), int(rng.choice([*SIZES, 5000]))
    n = min(n, 127) if name in ("uint8", "int8", "bfloat16") else min(n, 1000) if name == "float16" else n
    return random.permutation(ours, n, numpy_dtype(name)), torch.randperm(
        n, dtype=getattr(torch, name), generator=theirs
    )


def draw_bernoulli(rng, ours, theirs):
    name, shape = str(rng.choice([*WHOLE, "bool", *FLOATS])), shape_of(rng)
    p = float(rng.choice([0.0, 0.1, 0.5, 0.9, 1.0, rng.random()]))
    y = torch.empty(shape, dtype=getattr(torch, name)).bernoulli_(p, generator=theirs)
    return random.bernoulli(ours, p, shape, numpy_dtype(name)), y


def draw_bernoulli_each(rng, ours, theirs):
    name, n = str(rng.choice(FLOATS)), int(rng.choice(SIZES))
    p = torch.from_numpy(rng.random((n, 1))).to(getattr(torch, name))
    y = torch.empty(n, 3, dtype=torch.int32).bernoulli_(p, generator=theirs)
    return random.bernoulli(ours, as_numpy(p), (n, 3), np.int32), y


def draw_exponential(rng, ours, theirs):
    name, shape, rate = str(rng.choice(FLOATS)), shape_of(rng), float(rng.choice([1.0, 0.3, 7.0]))
    y = torch.empty(shape, dtype=getattr(torch, name)).exponential_(rate, generator=theirs)
    return random.exponential(ours, shape, numpy_dtype(name), rate), y


def draw_geometric(rng, ours, theirs):
    name, shape, p = str(rng.choice([*WHOLE[2:], *FLOATS])), shape_of(rng), float(rng.choice([0.5, 0.01, 0.9]))
    y = torch.empty(shape, dtype=getattr(torch, name)).geometric_(p, generator=theirs)
    return random.geometric(ours, shape, numpy_dtype(name), p), y


def draw_cauchy(rng, ours, theirs):
    name, shape = str(rng.choice(FLOATS)), shape_of(rng)
    median, sigma = [(0.0, 1.0), (1.3, 0.7)][rng.integers(2)]
    y = torch.empty(shape, dtype=getattr(torch, name)).cauchy_(median, sigma, generator=theirs)
    return random.cauchy(ours, shape, numpy_dtype(name), median, sigma), y


def draw_log_normal(rng, ours, theirs):
    name, shape = str(rng.choice(FLOATS)), shape_of(rng)
    mean, std = [(1.0, 2.0), (0.3, 0.7), (700.0, 20.0)][rng.integers(3)]
    y = torch.empty(shape, dtype=getattr(torch, name)).log_normal_(mean, std, generator=theirs)
    return random.log_normal(ours, shape, numpy_dtype(name), mean, std), y


def draw_multinomial(rng, ours, theirs):
    name, places = str(rng.choice(FLOATS)), int(rng.integers(1, 50))
    rows = (int(rng.integers(1, 5)),) if rng.random() < 0.5 else ()
    weights = torch.from_numpy(rng.random((*rows, places)) + 0.01).to(getattr(torch, name))
    replacement = bool(rng.integers(2))
    n = 1 if rng.random() < 0.3 else int(rng.integers(1, 60 if replacement else places + 1))
    replacement |= n > 1 and name in ("float16", "bfloat16")  # of equal ratios, torch says not which comes first
    y = torch.multinomial(weights, n, replacement, generator=theirs)
    return random.multinomial(ours, as_numpy(weights), n, replacement), y


def draw_poisson(rng, ours, theirs):
    name, n = str(rng.choice(FLOATS)), int(rng.choice(SIZES))
    rate = torch.from_numpy(rng.exponential(10, n) * (rng.random(n) > 0.1)).to(getattr(torch, name))
    return random.poisson(ours, as_numpy(rate)), torch.poisson(rate, generator=theirs)


DRAWS = {name.removeprefix("draw_"): draw for name, draw in list(globals().items()) if name.startswith("draw_")}


def assert_same(ours, theirs, what):
    assert ours.shape == tuple(theirs.shape), what
    assert ours.dtype.name == str(theirs.dtype).removeprefix("torch."), what
    assert raw(ours) == raw(theirs), what


@pytest.mark.filterwarnings("ignore:.*is out of bounds")
@pytest.mark.parametrize("seed", [0, 1, 42, 1234, -7, 2**40 + 3, 2**64 - 1, 67280421310721])
def test_a_mixed_stream_and_its_states_are_those_of_torch(seed):
    rng = np.random.default_rng(seed % 2**64)
    ours, theirs = random.Generator(seed), torch.Generator().manual_seed(seed)
    assert raw(ours.get_state()) == raw(theirs.get_state())
    trail = []
    for _ in range(250):
        name = str(rng.choice(list(DRAWS)))
        trail.append(name)
        x, y = DRAWS[name](rng, ours, theirs)
        assert_same(x, y, (name, x.shape, x.dtype, trail[-4:]))
        assert raw(ours.get_state()) == raw(theirs.get_state()), trail[-4:]


@pytest.mark.filterwarnings("ignore:.*is out of bounds")
@pytest.mark.parametrize("name", DRAWS)
def test_each_draw_is_that_of_torch(name):
    rng = np.random.default_rng(5)
    ours, theirs = random.Generator(3), torch.Generator().manual_seed(3)
    for _ in range(80):
        x, y = DRAWS[name](rng, ours, theirs)
        assert_same(x, y, (x.shape, x.dtype))
    assert raw(ours.get_state()) == raw(theirs.get_state())


def test_states_go_both_ways():
    ours, theirs = random.Generator(9), torch.Generator().manual_seed(8)
    torch.randn(3, generator=theirs)

    ours.set_state(theirs.get_state().numpy())
    assert_same(random.normal(ours, (700,), np.float32), torch.randn(700, generator=theirs), "theirs to ours")
    random.normal(ours, (5,), np.float64)
    theirs.set_state(torch.from_numpy(ours.get_state()))
    assert_same(random.normal(ours, (7,), np.float64), torch.randn(7, generator=theirs, dtype=torch.float64), "back")


def test_a_pickled_generator_goes_on_as_torchs_does():
    ours, theirs = random.Generator(9), torch.Generator().manual_seed(9)
    random.normal(ours, (3,), np.float32)
    torch.randn(3, generator=theirs)
    ours, theirs = (pickle.loads(pickle.dumps(g)) for g in (ours, theirs))

    assert_same(random.normal(ours, (6,), np.float32), torch.randn(6, generator=theirs), "pickled")
    assert ours.initial_seed() == theirs.initial_seed() == 9


def test_a_million_normal_numbers_are_those_of_torch():
    ours, theirs = random.Generator(11), torch.Generator().manual_seed(11)

    assert_same(random.normal(ours, (1000, 1003), np.float32), torch.randn(1000, 1003, generator=theirs), "float32")


@pytest.mark.parametrize("seed", [2**64, -(2**63) - 1, 1.5, "a", True, None])
def test_a_bad_seed_raises_as_in_torch(seed):
    with pytest.raises(Exception) as ours:
        random.Generator().manual_seed(seed)
    with pytest.raises(Exception) as theirs:
        torch.Generator().manual_seed(seed)

    assert ours.type is theirs.type
    assert str(ours.value).startswith(str(theirs.value))


@pytest.mark.parametrize("p", [0.0, 0.3, 0.5, 1.0])
def test_dropout_draws_its_mask_by_bernoulli(p):
    ours = random.Generator(4)
    torch.manual_seed(4)
    y = torch.nn.functional.dropout(torch.ones(50, 7), p)
    keep = random.bernoulli(ours, 1 - p, (50, 7), np.float32) if 0 < p < 1 else np.full((50, 7), 1.0 - p, np.float32)

    assert_same(keep / np.float32(1 - p) if p < 1 else keep, y, p)
    assert raw(ours.get_state()) == raw(torch.get_rng_state())
