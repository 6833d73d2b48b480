"""Every OpInfo of torch that backlight has a name for passes; what does not stands in reasons.py, with its reason."""

from __future__ import annotations

from fnmatch import fnmatch
from functools import cache

import pytest
from torch.testing._internal.common_methods_invocations import op_db

from tests.oracle.opinfo.judge import full_name, judge
from tests.oracle.opinfo.reasons import FAILING, MISSING, reason_of, slack_of

OPS = {full_name(op): op for op in op_db}


MOST = 30  # samples of a type; pooling has thousands. `python -m tests.oracle.opinfo` takes all


@cache
def verdicts_on(name):
    whole = any(fnmatch(name, pattern) for pattern, _ in FAILING)
    return judge(OPS[name], slack=slack_of(OPS[name].name), most=None if whole else MOST)


@pytest.mark.parametrize("name", OPS)
def test_op_does_with_torchs_own_samples_what_torch_does(name):
    wrong = [v for v in verdicts_on(name) if v.failure and not reason_of(name, v.aspect)]

    assert not wrong, "\n".join(f"{v.aspect} {v.dtype} {v.sample}\n    {v.failure}" for v in wrong[:5])


@pytest.mark.parametrize("name", [name for name in OPS if reason_of(name, "missing")])
def test_what_is_said_to_be_missing_is_missing(name):
    assert [v.aspect for v in judge(OPS[name], ())] == ["missing"]


@pytest.mark.parametrize(("pattern", "aspect"), FAILING)
def test_what_is_said_to_fail_fails(pattern, aspect):
    failing = [v for name in OPS if fnmatch(name, pattern) for v in verdicts_on(name) if v.failure]

    assert aspect in {v.aspect for v in failing}


def test_every_exception_has_a_reason():
    assert all(MISSING.values())
    assert all(FAILING.values())
