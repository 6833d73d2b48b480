"""Random streams: torch's own figures, and what holds for any seed."""

from __future__ import annotations

import copy
import hashlib
import json
import math
import pickle
import subprocess
import sys
import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlight.core import random
from backlight.core.random import box_muller, drawing, normals, whole
from backlight.core.random.fused import multiply_add

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "random.json").read_text(encoding="utf-8"))
CASES = GOLDEN["cases"]
seeds = st.integers(-(2**63), 2**64 - 1)


def library() -> str:
    functions = (math.log, math.log1p, math.exp, math.sin, math.cos, math.tan)
    return hashlib.sha256(np.array([f(k / 1000) for f in functions for k in range(1, 6000)]).tobytes()).hexdigest()


same_library = pytest.mark.skipif(
    library() != GOLDEN["library"], reason="this C library's log, sin, ... differ in last bits, and so would torch's"
)


def uses_library(case) -> bool:
    small = math.prod(case["shape"]) < 16
    return case["draw"] in ("exponential", "geometric", "cauchy", "log_normal", "normal_around") or (
        case["draw"] == "normal" and (small or case["dtype"] in ("float64", "complex128"))
    )


def named(case) -> str:
    return "-".join([case["draw"], *(str(v).replace(" ", "") for v in case["arguments"].values())])


def drawn(generator, case) -> np.ndarray:
    given = {name: np.array(v, np.float32) if isinstance(v, list) else v for name, v in case["arguments"].items()}
    if "shape" in given:
        given["shape"] = tuple(case["arguments"]["shape"])
    if given.get("dtype") == "bfloat16":
        given["dtype"] = pytest.importorskip("ml_dtypes").bfloat16
    return getattr(random, case["draw"])(generator, **given)


def digest(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=named(c), marks=[same_library] if uses_library(c) else []) for c in CASES]
)
def test_a_draw_is_torchs_to_the_last_bit(case):
    generator = random.Generator(case["seed"])
    x = drawn(generator, case)

    assert list(x.shape) == case["shape"]
    assert x.dtype.name == case["dtype"]
    parts = x.reshape(-1).view(x.real.dtype) if x.dtype.kind == "c" else x.reshape(-1)
    assert parts[: len(case["first"])].tolist() == case["first"]
    assert digest(x) == case["sha256"]
    assert digest(generator.get_state()) == case["state"]


@same_library
def test_one_stream_through_all_draws_is_torchs():
    generator, seen = random.Generator(GOLDEN["stream"]["seed"]), hashlib.sha256()
    for case in CASES:
        seen.update(np.ascontiguousarray(drawn(generator, case)).tobytes())
        seen.update(generator.get_state().tobytes())

    assert seen.hexdigest() == GOLDEN["stream"]["sha256"]


def test_the_kernels_of_normal_numbers_are_torchs_for_every_argument():
    seen = {name: hashlib.sha256() for name in ("root_of_log", "cosine", "sine")}
    for start in range(0, 2**24, 2**13):
        u = np.arange(start, start + 2**13, dtype=np.float32) * np.float32(2**-24)
        figures = box_muller.root_of_log(u), *box_muller.cosine_and_sine(u)
        for each, values in zip(seen.values(), figures, strict=True):
            values += 0  # torch's were recorded after the mean of 0 was added, which makes 0 of -0
            each.update(values.tobytes())

    assert {name: each.hexdigest() for name, each in seen.items()} == GOLDEN["kernels"]


# The generator


@given(seeds, st.lists(st.tuples(st.integers(0, 4), st.integers(0, 40)), max_size=8))
def test_a_state_put_back_goes_on_as_before(seed, draws):
    draw = [
        lambda g, n: random.uniform(g, (n,), np.float32),
        lambda g, n: random.normal(g, (n,), np.float32),
        lambda g, n: random.permutation(g, n),
        lambda g, n: random.bernoulli(g, 0.3, (n,), np.float32),
        lambda g, n: random.integers(g, 0, 2**40, (n,), np.int64),
    ]
    first, second = random.Generator(seed), random.Generator(1)
    for which, n in draws:
        draw[which](first, n)
    second.set_state(first.get_state())

    assert second.initial_seed() == seed % 2**64
    assert random.normal(first, (7,), np.float64).tolist() == random.normal(second, (7,), np.float64).tolist()
    assert first.get_state().tobytes() == second.get_state().tobytes()


def pickled(g):
    return pickle.loads(pickle.dumps(g))


@pytest.mark.parametrize("double", [copy.copy, copy.deepcopy, random.Generator.clone_state, pickled])
def test_a_copy_goes_on_alone_from_the_same_place(double):
    g = random.Generator(7)
    random.normal(g, (3,), np.float32)
    twin = double(g)
    ahead = random.normal(g, (4,), np.float32)

    assert random.normal(twin, (4,), np.float32).tolist() == ahead.tolist()
    assert repr(twin) == "<Generator seed=7>"


def test_the_words_are_those_of_numpys_legacy_twister():
    g, twister = random.Generator(2**40 + 5), np.random.RandomState(5)

    assert g.words(1500).tolist() == [int.from_bytes(twister.bytes(4), "little") for _ in range(1500)]


def test_the_state_has_torchs_layout():
    g = random.Generator(0x1122334455667788)
    state = g.get_state()

    assert (state.dtype, state.shape) == (np.uint8, (5056,))
    assert state[:8].tobytes().hex() == "8877665544332211"
    assert (state[8:12].view("<i4")[0], state[16:24].view("<u8")[0]) == (1, 0)
    random.normal(g, (1,), np.float32)
    state = g.get_state()
    assert (state[8:12].view("<i4")[0], state[16:24].view("<u8")[0]) == (621, 4)
    assert state[5040:5044].view("<i4")[0] == 1
    assert state[5024:5032].view("<f8")[0] == g.spare


def test_reseeding_forgets_the_second_normal_of_a_pair():
    g = random.Generator(3)
    first = random.normal(g, (1,), np.float64)

    assert random.normal(g.manual_seed(3), (1,), np.float64) == first


def test_negative_seeds_count_down_from_two_to_the_64():
    assert random.Generator(-1).initial_seed() == 2**64 - 1
    assert random.Generator(-(2**63)).initial_seed() == 2**63


def test_seed_picks_a_seed_and_starts_its_stream():
    g = random.Generator()
    seed = g.seed()

    assert g.initial_seed() == seed
    assert random.uniform(g, (3,), np.float32).tolist() == random.uniform(random.Generator(seed), (3,), "f4").tolist()
    assert seed != g.seed()


def test_a_generator_starts_where_torchs_does():
    assert random.Generator().initial_seed() == 67280421310721


@pytest.mark.parametrize(
    ("seed", "error", "message"),
    [
        (2**64, ValueError, "Overflow when unpacking long long"),
        (-(2**63) - 1, ValueError, "Overflow when unpacking long long"),
        (1.5, RuntimeError, "manual_seed expected a long, but got float"),
        ("1", RuntimeError, "manual_seed expected a long, but got str"),
        (True, RuntimeError, "manual_seed expected a long, but got bool"),
    ],
)
def test_what_is_no_seed_is_refused(seed, error, message):
    with pytest.raises(error, match=message):
        random.Generator().manual_seed(seed)


@pytest.mark.parametrize(
    ("spoil", "error", "message"),
    [
        (lambda s: s[:100], RuntimeError, "size 5056 but found the input RNG state size to be 100"),
        (lambda s: s.astype(np.int32), TypeError, "must be a torch.ByteTensor.* got int32"),
        (lambda s: s.tolist(), TypeError, "must be a torch.ByteTensor.* got list"),
        (lambda s: s * 0, RuntimeError, "Invalid mt19937 state"),
        (lambda s: np.where(np.arange(5056) == 16, 9, s).astype(np.uint8), RuntimeError, "left=1 and next=9"),
    ],
)
def test_what_is_no_state_is_refused(spoil, error, message):
    g = random.Generator(5)
    with pytest.raises(error, match=message):
        g.set_state(spoil(g.get_state()))

    assert random.uniform(g, (1,), np.float32) == random.uniform(random.Generator(5), (1,), np.float32)


def test_seeding_does_not_load_numpys_random_module():
    code = """if 1:
        import sys
        from backlight.core import random
        random.default_generator.manual_seed(0)
        print("numpy.random" in sys.modules)
        random.uniform(random.default_generator, (1,), "float32")
        print("numpy.random" in sys.modules)
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]


def test_draws_of_several_threads_do_not_mix():
    g, found = random.Generator(1), []

    def draw():
        found.extend(random.uniform(g, (9000,), np.float32).tobytes() for _ in range(20))

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    alone = random.Generator(1)
    assert sorted(found) == sorted(random.uniform(alone, (9000,), np.float32).tobytes() for _ in range(80))


# The draws


@given(
    seeds, st.lists(st.sampled_from([0, 1, 5, 100, drawing.CHUNK - 1, drawing.CHUNK, drawing.CHUNK + 1]), max_size=4)
)
def test_uniform_numbers_do_not_depend_on_how_they_are_split_into_draws(seed, sizes):
    one, many = random.Generator(seed), random.Generator(seed)
    pieces = [random.uniform(many, (n,), np.float32, -2, 3) for n in sizes]

    assert np.array_equal(random.uniform(one, (sum(sizes),), np.float32, -2, 3), np.concatenate([[], *pieces]))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("n", [64, 70, 100, 1000, 1001])
def test_numbers_do_not_depend_on_how_many_are_made_at_a_time(monkeypatch, dtype, n):
    expected = random.normal(random.Generator(0), (n,), dtype), random.log_normal(random.Generator(0), (n,), dtype)
    monkeypatch.setattr(drawing, "CHUNK", 64)
    monkeypatch.setattr(normals, "CHUNK", 64)

    assert random.normal(random.Generator(0), (n,), dtype).tobytes() == expected[0].tobytes()
    assert random.log_normal(random.Generator(0), (n,), dtype).tobytes() == expected[1].tobytes()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize(("low", "high"), [(0, 1), (1, 1 + 2**-9), (1000, 1001), (-1, 0), (5, 5)])
def test_uniform_numbers_stay_below_the_upper_bound(dtype, low, high):
    x = random.uniform(random.Generator(0), (20000,), dtype, low, high)

    assert (x >= low).all()
    assert (x < high).all() or low == high


@given(seeds, st.integers(2, 2000))
def test_the_shuffle_at_once_is_the_shuffle_step_by_step(seed, n):
    draws = np.random.default_rng(seed % 2**64).integers(0, 2**32, n - 1) % np.arange(n, 1, -1)

    assert whole._shuffled_at_once(draws, n).tolist() == whole._shuffled(draws, n).tolist()


@pytest.mark.parametrize("n", [0, 1, 2, 200, 300, 20000])
def test_a_permutation_has_every_number_once(n):
    assert sorted(random.permutation(random.Generator(0), n).tolist()) == list(range(n))
    assert sorted(whole._inside_out(random.Generator(0), n, np.dtype(np.int32)).tolist()) == list(range(n))


def test_very_long_permutations_grow_by_a_place_for_each_64_bit_word():
    row, words = [], random.Generator(4).doublewords(500).tolist()
    for i, word in enumerate(words):
        row.append(i)
        j = word % (i + 1)
        row[i], row[j] = row[j], i

    assert whole._inside_out(random.Generator(4), 500, np.dtype(np.int64)).tolist() == row


def test_draws_of_nothing_leave_the_stream_where_it_is():
    g = random.Generator(0)
    before = g.get_state().tobytes()
    for draw in (random.uniform, random.normal, random.exponential, random.cauchy, random.log_normal):
        assert draw(g, (3, 0), np.float32).shape == (3, 0)
    random.permutation(g, 1)
    random.multinomial(g, np.ones((0, 3)), 2)

    assert g.get_state().tobytes() == before


def test_numbers_have_the_moments_they_should():
    g, n = random.Generator(12), 100_000

    def moments(x):
        return [round(float(x.mean()), 1), round(float(x.std()), 1)]

    assert moments(random.normal(g, (n,), np.float32, 3, 2)) == [3.0, 2.0]
    assert moments(random.exponential(g, (n,), np.float32, 0.5)) == [2.0, 2.0]
    assert moments(random.geometric(g, (n,), np.float32, 0.5)) == [2.0, 1.4]
    assert moments(random.bernoulli(g, 0.5, (n,), np.float32)) == [0.5, 0.5]
    assert moments(np.log(random.log_normal(g, (n,), np.float64, 1, 2))) == [1.0, 2.0]
    assert round(float(np.median(random.cauchy(g, (n,), np.float64, 4, 1))), 1) == 4.0


def test_drawing_by_weight_follows_the_weights():
    g = random.Generator(0)
    weights = np.array([1.0, 0.0, 3.0])
    counts = np.bincount(random.multinomial(g, weights, 10_000, replacement=True), minlength=3)

    assert counts[1] == 0
    assert abs(counts[2] / 10_000 - 0.75) < 0.02
    assert all(sorted(random.multinomial(g, weights, 2).tolist()) == [0, 2] for _ in range(50))


def test_parameters_without_bounds_give_infinities_and_no_warning():
    g = random.Generator(0)

    assert np.isinf(random.normal(g, (20,), np.float16, 0, 1e300)).all()
    assert np.isinf(random.log_normal(g, (3,), np.float64, 1e4, 1.0)).all()
    assert np.isnan(random.log_normal(g, (3,), np.float64, math.nan, 1.0)).all()
    assert random.exponential(g, (3,), np.float32, math.inf).tolist() == [0, 0, 0]


g = random.Generator(0)
BAD = [
    (lambda: random.uniform(g, (3,), "float32", 2, 1), RuntimeError, r"expects to return a \[from, to\) range"),
    (lambda: random.uniform(g, (3,), "float16", 0, 1e6), RuntimeError, "to is out of bounds for float16"),
    (lambda: random.uniform(g, (3,), "float32", math.nan, 1), RuntimeError, "from is out of bounds"),
    (lambda: random.uniform(g, (3,), "float32", -3e38, 3e38), RuntimeError, "to exceed the limit"),
    (lambda: random.uniform(g, (3,), "int64"), NotImplementedError, "not implemented for int64"),
    (lambda: random.uniform(g, (3, -1), "float32"), RuntimeError, r"negative dimension -1: \[3, -1\]"),
    (lambda: random.normal(g, (3,), "float32", 0, -1), RuntimeError, "expects std >= 0.0, but found std -1"),
    (lambda: random.normal(g, (3,), "float32", 0, math.nan), RuntimeError, "expects std >= 0.0, but found std nan"),
    (lambda: random.normal(g, (3,), "int32"), NotImplementedError, "not implemented for int32"),
    (lambda: random.normal_around(g, 0.0, np.array([1.0, -1.0])), RuntimeError, "all elements of std >= 0.0"),
    (lambda: random.log_normal(g, (3,), "float32", 0, 0), RuntimeError, "expects std > 0.0, but found std=0"),
    (lambda: random.cauchy(g, (3,), "float32", 0, 0), RuntimeError, "expects sigma > 0.0, but found sigma=0"),
    (lambda: random.cauchy(g, (3,), "int32"), RuntimeError, "continuous probability distribution"),
    (lambda: random.exponential(g, (3,), "float32", 0), RuntimeError, "expects lambda > 0.0, but found lambda=0"),
    (lambda: random.exponential(g, (3,), "bool"), RuntimeError, "you specified bool"),
    (lambda: random.geometric(g, (3,), "float32", 1), RuntimeError, r"expects p to be in \(0, 1\), but got p=1"),
    (lambda: random.geometric(g, (3,), "uint16", 0.5), NotImplementedError, "not implemented for uint16"),
    (lambda: random.bernoulli(g, 1.5, (3,), "float32"), RuntimeError, r"in \[0, 1\], but got p=1.5"),
    (lambda: random.bernoulli(g, np.array([0.5, 2.0]), (2,), "float32"), RuntimeError, "outside"),
    (lambda: random.bernoulli(g, np.array([0, 1]), (2,), "float32"), NotImplementedError, "not implemented for int64"),
    (lambda: random.integers(g, 5, 5, (3,), "int64"), RuntimeError, "got from=5 >= to=5"),
    (lambda: random.integers(g, 0, 300, (3,), "uint8"), RuntimeError, "to - 1 is out of bounds for uint8: 299"),
    (lambda: random.integers(g, -1, 3, (3,), "uint8"), RuntimeError, "from is out of bounds for uint8: -1"),
    (lambda: random.integers(g, 0, 2**63, (3,), "int64"), ValueError, "Overflow when unpacking long long"),
    (lambda: random.integers(g, 0, 10**6, (3,), "float16"), RuntimeError, "to - 1 is out of bounds for float16"),
    (lambda: random.integers(g, 2048, None, (3,), "float16"), RuntimeError, "casted to dtype"),
    (lambda: random.integers(g, -(2**63), None, (3,), "bool"), NotImplementedError, "not for bool"),
    (lambda: random.integers(g, 0, 9000, (3,), "float16"), UserWarning, r"bounds \[-\(2\^11\), 2\^11\]"),
    (lambda: random.whole_range(g, (3,), "uint32"), NotImplementedError, "not implemented for uint32"),
    (lambda: random.permutation(g, -1), RuntimeError, "negative dimension -1"),
    (lambda: random.permutation(g, 2050, "float16"), RuntimeError, "n cannot be greater than 2049 for float16"),
    (lambda: random.permutation(g, 3, "bool"), NotImplementedError, "not implemented for bool"),
    (lambda: random.multinomial(g, np.ones((2, 2, 2)), 1), RuntimeError, "prob_dist must be 1 or 2 dim"),
    (lambda: random.multinomial(g, np.array([1, 2]), 1), RuntimeError, "only supports floating-point dtypes"),
    (lambda: random.multinomial(g, np.ones(2), 0), RuntimeError, "cannot sample n_sample <= 0 samples"),
    (lambda: random.multinomial(g, np.ones(2), 3), RuntimeError, "without replacement: 3 of 2"),
    (lambda: random.multinomial(g, np.array([1.0, -1.0]), 1, True), RuntimeError, "element < 0"),
    (lambda: random.multinomial(g, np.array([1.0, np.nan]), 1), RuntimeError, "`nan`"),
    (lambda: random.multinomial(g, np.array([[1.0, 1.0], [0.0, 0.0]]), 1), RuntimeError, "probabilities <= 0"),
]


@pytest.mark.parametrize(("draw", "error", "message"), BAD, ids=range(len(BAD)))
def test_a_bad_argument_raises_and_draws_nothing(draw, error, message):
    before = g.get_state().tobytes()
    with pytest.raises(error, match=message):
        draw()

    assert g.get_state().tobytes() == before


# Fused multiply and add


def nearest(exact: Fraction, dtype: type) -> float:
    """The float of `dtype` nearest to `exact`; of two as near, the even one."""
    guess = dtype(float(exact))
    around = [np.nextafter(guess, dtype(-np.inf)), guess, np.nextafter(guess, dtype(np.inf))]
    bits = np.int32 if dtype is np.float32 else np.int64
    return min(around, key=lambda v: (abs(Fraction(float(v)) - exact), int(v.view(bits)) & 1))


def numbers(width: int):
    return st.floats(2.0**-40, 2.0**40, width=width) | st.floats(-(2.0**40), -(2.0**-40), width=width)


@given(numbers(32), numbers(32), numbers(32))
def test_multiply_add_rounds_once_in_float32(x, scale, shift):
    exact = Fraction(x) * Fraction(scale) + Fraction(shift)

    assert multiply_add(np.array([x], np.float32), scale, shift)[0] == nearest(exact, np.float32)


@given(numbers(64), numbers(64), numbers(64))
def test_multiply_add_rounds_once_in_float64(x, scale, shift):
    exact = Fraction(x) * Fraction(scale) + Fraction(shift)

    assert multiply_add(np.array([x]), scale, shift)[0] == nearest(exact, np.float64)
    assert multiply_add(np.array([x]), scale, np.array([shift]))[0] == nearest(exact, np.float64)


def test_multiply_add_breaks_no_tie_that_was_none():
    # 1 + 2**-24 is halfway between two float32, and the product is a little more or less than 2**-24 away.
    for sign, expected in ((1, 1 + 2**-23), (-1, 1.0)):
        x, scale = np.float32(2**-12 * (1 + sign * 2**-20)), np.float32(2**-12 * (1 + 2**-22))
        exact = Fraction(float(x)) * Fraction(float(scale)) + 1

        assert multiply_add(np.array([x]), scale, 1.0)[0] == nearest(exact, np.float32) == expected
