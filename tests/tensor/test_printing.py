"""Tensors print as torch prints them: a table of torch's own texts, then what holds for any array."""

import json
import threading
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from backlight.tensor.printing import format_tensor, get_printoptions, printoptions, set_printoptions
from tests.golden.make_printing import array_of

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "printing.json").read_text())
DEFAULTS = {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None}


@pytest.fixture(autouse=True)
def default_options():
    assert get_printoptions() == DEFAULTS
    yield
    set_printoptions(profile="default")


def text_of(case: dict) -> str:
    with printoptions(**case.get("options", {})):
        return format_tensor(
            array_of(case),
            dtype_name=case["dtype"],
            default_dtype_name=case.get("default", "float32"),
            requires_grad=case.get("requires_grad", False),
            grad_fn=case.get("grad_fn"),
            prefix="Parameter containing:\ntensor(" if case.get("parameter") else "tensor(",
        )


def test_every_text_of_the_golden_table_is_torchs():
    wrong = [(case, text_of(case)) for case in GOLDEN if text_of(case) != case["text"]]

    assert len(GOLDEN) > 700
    assert wrong == []


def test_a_tensor_prints_in_the_form_everyone_knows():
    x = np.array([[1.5, -2.0], [0.25, 3.0]], np.float32)

    assert format_tensor(x, dtype_name="float32", grad_fn="AddmmBackward0") == (
        "tensor([[ 1.5000, -2.0000],\n        [ 0.2500,  3.0000]], grad_fn=<AddmmBackward0>)"
    )


def test_a_subclass_prints_under_its_own_name():
    assert format_tensor(np.eye(2), dtype_name="float64", prefix="Mask(") == (
        "Mask([[1., 0.],\n      [0., 1.]], dtype=torch.float64)"
    )


def test_an_indented_text_keeps_its_lines_under_one_another():
    text = format_tensor(np.eye(2), dtype_name="float32", indent=4)

    assert text == "tensor([[1., 0.],\n            [0., 1.]])"


def test_an_indented_text_breaks_its_lines_earlier():
    text = format_tensor(np.arange(60), dtype_name="int64", indent=30)

    first, *rest = text.split("\n")
    assert len(first) + 30 <= 80
    assert all(len(line) <= 80 and line.startswith(" " * 38) for line in rest)


def test_an_indented_note_moves_to_the_next_line():
    x = np.zeros(8, np.float32)

    assert "\n" not in format_tensor(x, dtype_name="float32", requires_grad=True)
    assert format_tensor(x, dtype_name="float32", requires_grad=True, indent=25).endswith(
        "0.],\n" + " " * 32 + "requires_grad=True)"
    )


def test_arrays_that_are_not_contiguous_print_in_their_order():
    x = np.arange(12, dtype=np.float32).reshape(3, 4)

    assert format_tensor(x.T[::2], dtype_name="float32") == "tensor([[ 0.,  4.,  8.],\n        [ 2.,  6., 10.]])"


def test_foreign_byte_order_prints_the_same():
    x = np.array([1.5, 2.0])

    assert format_tensor(x.astype(">f4"), dtype_name="float32") == format_tensor(x, dtype_name="float32")


def test_a_tensor_of_sixty_dimensions_is_summarised():
    text = format_tensor(np.zeros((1,) * 60 + (2000,)), dtype_name="float32")

    assert text.count("[") == text.count("]") == 61
    assert "..." in text


def test_no_line_is_broken_when_the_line_may_be_endless():
    with printoptions(linewidth=float("inf")):
        assert "\n" not in format_tensor(np.arange(900), dtype_name="int64", requires_grad=True)


def test_a_huge_tensor_prints_as_quickly_as_its_summary():
    x = np.broadcast_to(np.float32(0.5), (10**6, 10**6, 10**3))  # 10^15 elements that take four bytes

    start = time.perf_counter()
    text = format_tensor(x, dtype_name="float32")

    assert time.perf_counter() - start < 1
    assert text.count("0.5000") == 6**3


def test_options_that_are_left_out_stay_except_sci_mode():
    set_printoptions(precision=2, sci_mode=True)
    set_printoptions(edgeitems=5)

    assert get_printoptions() == {**DEFAULTS, "precision": 2, "edgeitems": 5}


def test_a_profile_gives_way_to_the_options_beside_it():
    set_printoptions(profile="short", linewidth=100)

    assert get_printoptions() == {**DEFAULTS, "precision": 2, "edgeitems": 2, "linewidth": 100}


def test_the_full_profile_never_summarises():
    with printoptions(profile="full"):
        assert "..." not in format_tensor(np.arange(1500), dtype_name="int64")


def test_options_come_back_after_the_block_even_after_an_error():
    with pytest.raises(KeyError), printoptions(precision=1, sci_mode=True, threshold=3):
        assert get_printoptions()["precision"] == 1
        raise KeyError

    assert get_printoptions() == DEFAULTS


def test_printoptions_decorates_a_function():
    @printoptions(precision=1)
    def text():
        return format_tensor(np.array(0.25), dtype_name="float32")

    assert text() == text() == "tensor(0.2)"
    assert get_printoptions() == DEFAULTS


def test_an_unknown_option_is_refused():
    with pytest.raises(TypeError, match="digits"):
        set_printoptions(digits=3)  # type: ignore[call-arg]


def test_options_hold_in_every_thread():
    seen = []
    with printoptions(precision=1):
        thread = threading.Thread(target=lambda: seen.append(get_printoptions()["precision"]))
        thread.start()
        thread.join()

    assert seen == [1]


ANY_ARRAY = arrays.arrays(
    st.sampled_from(["float16", "float32", "float64", "complex64", "complex128", "int8", "int64", "uint64", "bool"]),
    arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=9),
)
ANY_OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "precision": st.integers(0, 12),
        "threshold": st.integers(0, 2000) | st.just(float("inf")),
        "edgeitems": st.integers(-1, 5),
        "linewidth": st.integers(-5, 200) | st.just(float("inf")),
        "sci_mode": st.none() | st.booleans(),
    },
)


@given(ANY_ARRAY, ANY_OPTIONS)
def test_any_array_prints_with_as_many_brackets_as_it_has_dimensions(x, options):
    with printoptions(**options):
        text = format_tensor(x, dtype_name=str(x.dtype))
    body = text.partition(", size=")[0].partition(", dtype=")[0]
    depths = np.cumsum([(c == "[") - (c == "]") for c in body])

    assert text.startswith("tensor(") and text.endswith(")")
    assert depths.min(initial=0) == 0 and depths[-1] == 0
    if x.size and "[...]" not in text:
        assert depths.max() == x.ndim


@given(ANY_ARRAY)
def test_a_tensor_in_full_shows_every_element(x):
    with printoptions(profile="full"):
        text = format_tensor(x, dtype_name="float32")
    shown = text.partition(", size=")[0].count(",") + 1

    assert shown == max(1, x.size)


@given(arrays.arrays("float64", st.integers(1, 30), elements=st.floats(0, 1e300, allow_subnormal=False)))
def test_the_columns_of_a_vector_are_equally_wide(x):
    body = format_tensor(x, dtype_name="float32").removeprefix("tensor([").removesuffix("])")
    ends = [i for i, c in enumerate(body.replace(",\n" + " " * 8, ", ")) if c == ","]

    assert len({b - a for a, b in pairwise([-2, *ends])}) <= 1
