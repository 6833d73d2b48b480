"""Number types behave as in torch itself: the stored tables are its own, and three operands meet as there."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from backlight.core import dtypes
from backlight.core.dtypes import TABLE, common
from tests.golden.make_dtypes import NAMES, SHAPES, answers

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore:ComplexHalf:UserWarning")


def test_the_golden_table_is_what_torch_says():
    stored = json.loads((Path(__file__).parents[1] / "golden" / "dtypes.json").read_text())

    assert json.loads(json.dumps(answers(torch))) == stored


@pytest.mark.parametrize("name", NAMES)
def test_three_operands_are_computed_in_torchs_type(name):
    rng = np.random.default_rng(NAMES.index(name))
    calls = list(product(SHAPES, NAMES, SHAPES, NAMES, SHAPES))
    for s, b, t, c, u in [calls[i] for i in rng.choice(len(calls), 200, replace=False)]:
        operands = [(name, s), (b, t), (c, u)]
        tensors = [torch.ones(shape, dtype=getattr(torch, n)) for n, shape in operands]
        try:
            expected = str(torch.addcmul(*tensors).dtype).removeprefix("torch.")
        except NotImplementedError:  # no kernel for the common type, which torch keeps to itself then
            continue
        except RuntimeError as error:
            assert "attempted to promote" in str(error), error
            expected = None
        arrays = [np.ones(shape, dtypes.to_numpy(TABLE[n])) for n, shape in operands]
        try:
            actual = common(arrays).name
        except RuntimeError:
            actual = None

        assert actual == ("complex64" if expected == "complex32" else expected), operands
