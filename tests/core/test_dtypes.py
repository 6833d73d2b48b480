"""Number types and what they make together, against torch's own tables for every pair."""

import copy
import json
import pickle
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlight.core import dtypes
from backlight.core.dtypes import TABLE, common, promote_types
from tests.golden.make_dtypes import FLOATS, NAMES, NUMBERS, SHAPES

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "dtypes.json").read_text())
UNSIGNED = {"uint16", "uint32", "uint64"}


@pytest.fixture(autouse=True)
def default_dtype():
    assert dtypes.get_default_dtype() is dtypes.float32
    yield
    dtypes.set_default_dtype(dtypes.float32)


def torchs(name: str | None):
    """The type that torch names; NumPy has no complex32, so backlight goes on to complex64."""
    return None if name is None else TABLE["complex64" if name == "complex32" else name]


def or_none(function, *args):
    try:
        return function(*args)
    except RuntimeError:
        return None


def array(name: str, shape: list[int]) -> np.ndarray:
    return np.ones(shape, dtypes.to_numpy(TABLE[name]))


def test_the_types_are_torchs():
    assert sorted(TABLE) == sorted(NAMES)
    assert all(TABLE[name] is getattr(dtypes, name) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_type_has_torchs_attributes(name):
    d = TABLE[name]

    actual = [d.itemsize, d.is_floating_point, d.is_complex, d.is_signed, str(d), str(d.to_real())]
    assert actual == GOLDEN["attributes"][name]
    assert dtypes.to_numpy(d).itemsize == d.itemsize
    assert dtypes.of(array(name, [2])) is dtypes.of(array(name, [])[()]) is d


@pytest.mark.parametrize("name", NAMES)
def test_to_complex_is_torchs(name):
    assert or_none(TABLE[name].to_complex) is torchs(GOLDEN["to_complex"][name])


def test_an_integer_has_no_complex_type():
    with pytest.raises(RuntimeError, match="Unknown Complex ScalarType for int32"):
        dtypes.int32.to_complex()


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("half", "float16"),
        ("float", "float32"),
        ("double", "float64"),
        ("short", "int16"),
        ("int", "int32"),
        ("long", "int64"),
        ("cfloat", "complex64"),
        ("cdouble", "complex128"),
    ],
)
def test_an_alias_is_the_type_itself(alias, name):
    assert getattr(dtypes, alias) is TABLE[name]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda d: pickle.loads(pickle.dumps(d))])
def test_a_copied_or_pickled_type_is_itself(name, copied):
    assert copied(TABLE[name]) is TABLE[name]


@pytest.mark.parametrize("name", NAMES)
def test_promote_types_is_torchs_table(name):
    actual = {f"{name} {other}": or_none(promote_types, TABLE[name], TABLE[other]) for other in NAMES}

    assert actual == {pair: torchs(GOLDEN["promote_types"][pair]) for pair in actual}


@pytest.mark.parametrize("name", NAMES)
def test_two_arrays_are_computed_in_torchs_type(name):
    calls = list(product([name], SHAPES, NAMES, SHAPES))
    actual = {f"{a} {s} {b} {t}": or_none(common, [array(a, s), array(b, t)]) for a, s, b, t in calls}

    assert actual == {call: torchs(GOLDEN["result_type"][call]) for call in actual}


@pytest.mark.parametrize("default", FLOATS)
def test_an_array_and_a_number_are_computed_in_torchs_type(default):
    dtypes.set_default_dtype(TABLE[default])
    calls = list(product(NAMES, SHAPES, NUMBERS))
    actual = {f"{a} {s} {n}": or_none(common, [array(a, s), NUMBERS[n]]) for a, s, n in calls}

    assert actual == {call: torchs(expected) for call, expected in GOLDEN["numbers"][default].items()}


def test_numbers_alone_make_the_highest_of_their_types():
    assert common([True, False]) is dtypes.bool
    assert common([True, 2]) is dtypes.int64
    assert common([1, 2.0]) is dtypes.float32
    assert common([1.0, 1j]) is dtypes.complex64


def test_a_number_counts_less_than_any_array_of_its_category():
    assert common([np.ones(2, np.float16), np.ones((), np.float64), 1e300]) is dtypes.float16
    assert common([np.ones((), np.int8), 10**6]) is dtypes.int8
    assert common([np.ones(2, bool), np.ones((), np.int8), 7]) is dtypes.int8


def test_a_numpy_scalar_counts_as_an_array_without_dimensions():
    assert common([np.ones(2, np.float32), np.float64(2)]) is dtypes.float32
    assert common([np.ones(2, np.int32), np.float64(2)]) is dtypes.float64


@given(
    st.lists(st.tuples(st.sampled_from(sorted(set(NAMES) - UNSIGNED)), st.sampled_from(SHAPES)), min_size=1, max_size=5)
)
def test_the_common_type_depends_on_no_order_and_no_repetition(operands):
    arrays = [array(name, shape) for name, shape in operands]

    assert common(arrays) is common(arrays[::-1]) is common(arrays + arrays)


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_promotion_is_symmetric_and_absorbs_its_result(a, b):
    joined = or_none(promote_types, TABLE[a], TABLE[b])

    assert joined is or_none(promote_types, TABLE[b], TABLE[a])
    if joined is not None:
        assert promote_types(joined, TABLE[a]) is joined


@pytest.mark.parametrize(("a", "b"), [("uint16", "int32"), ("bool", "uint64"), ("uint32", "complex64")])
def test_wide_unsigned_types_join_no_other_integers(a, b):
    with pytest.raises(RuntimeError, match=rf"not supported, attempted to promote torch\.{a} and torch\.{b}\. Convert"):
        promote_types(TABLE[a], TABLE[b])


def test_can_cast_is_torchs():
    allowed = [f"{a} {b}" for a, b in product(NAMES, NAMES) if dtypes.can_cast(TABLE[a], TABLE[b])]

    assert allowed == GOLDEN["can_cast"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            lambda: dtypes.can_cast(1, dtypes.bool),
            r"can_cast\(\): argument 'from_' \(position 1\) must be torch.dtype, not int",
        ),
        (
            lambda: dtypes.can_cast(dtypes.bool, np.float32),
            r"can_cast\(\): argument 'to' \(position 2\) must be torch.dtype",
        ),
        (
            lambda: promote_types(None, dtypes.bool),
            r"argument 'type1' \(position 1\) must be torch.dtype, not NoneType",
        ),
        (lambda: promote_types(dtypes.bool, "int64"), r"'type2' \(position 2\).*not str; did you mean torch.int64\?"),
        (lambda: promote_types("int8", "int8"), r"argument 'type1'"),
    ],
)
def test_what_is_no_dtype_is_a_type_error(wrong, message):
    with pytest.raises(TypeError, match=message):
        wrong()


def test_the_default_dtype_is_what_python_floats_become():
    dtypes.set_default_dtype(dtypes.float64)

    assert dtypes.get_default_dtype() is dtypes.float64
    assert dtypes.default_numpy() == np.float64
    assert dtypes.of_number(1.0) is dtypes.float64
    assert dtypes.of_number(1j) is dtypes.complex128
    assert dtypes.of_number(1) is dtypes.int64
    assert dtypes.of_number(True) is dtypes.bool


@pytest.mark.parametrize("wrong", ["float32", None, float, np.float32])
def test_the_default_dtype_must_be_a_dtype(wrong):
    with pytest.raises(TypeError, match="invalid dtype object: only floating-point types are supported"):
        dtypes.set_default_dtype(wrong)

    assert dtypes.get_default_dtype() is dtypes.float32


@pytest.mark.parametrize("wrong", [name for name in NAMES if name not in FLOATS])
def test_the_default_dtype_must_be_floating(wrong):
    with pytest.raises(
        TypeError, match=rf"^only floating-point types are supported as the default type; got torch\.{wrong}"
    ):
        dtypes.set_default_dtype(TABLE[wrong])

    assert dtypes.get_default_dtype() is dtypes.float32


def test_the_default_dtype_is_positional_as_in_torch():
    with pytest.raises(TypeError, match="positional-only"):
        dtypes.set_default_dtype(d=dtypes.float32)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("U3", "numpy.str_"), (object, "numpy.object_"), ("V4", "numpy.void"), ("M8[s]", "numpy.datetime64")],
)
def test_an_array_that_no_tensor_can_hold_is_a_type_error(stored, shown):
    with pytest.raises(TypeError, match=rf"can't convert np.ndarray of type {shown}\. .*astype\('float32'\)"):
        dtypes.of(np.zeros(2, stored))


def test_equivalent_numpy_dtypes_are_one_type():
    assert dtypes.of_numpy(np.dtype(">f4")) is dtypes.float32
    assert dtypes.of_numpy(np.dtype("longlong")) is dtypes.of_numpy(np.dtype("int64")) is dtypes.int64


def test_bfloat16_is_that_of_ml_dtypes():
    ml_dtypes = pytest.importorskip("ml_dtypes")

    assert dtypes.of_numpy(np.dtype(ml_dtypes.bfloat16)) is dtypes.bfloat16
    assert dtypes.to_numpy(dtypes.bfloat16) == ml_dtypes.bfloat16


@pytest.mark.parametrize("use", [dtypes.to_numpy, dtypes.set_default_dtype])
def test_bfloat16_without_ml_dtypes_names_the_extra(use, monkeypatch):
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    monkeypatch.setattr(dtypes.bfloat16, "numpy", None)

    with pytest.raises(ModuleNotFoundError, match=r"pip install 'backlight\[bfloat16\]'"):
        use(dtypes.bfloat16)
    assert dtypes.get_default_dtype() is dtypes.float32


def test_promotion_knows_bfloat16_without_ml_dtypes(monkeypatch):
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    monkeypatch.setattr(dtypes.bfloat16, "numpy", None)
    monkeypatch.setattr(dtypes, "_promoted", {})

    assert promote_types(dtypes.bfloat16, dtypes.float16) is dtypes.float32
    assert promote_types(dtypes.int64, dtypes.bfloat16) is dtypes.bfloat16
