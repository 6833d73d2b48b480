"""Modules, optimizers and schedulers do with torch's own samples what torch does; reasons.py says what does not."""

from __future__ import annotations

from fnmatch import fnmatch
from functools import cache

import pytest

torch = pytest.importorskip("torch")

from tests.oracle.moduleinfo import judging  # noqa: E402
from tests.oracle.moduleinfo.reasons import FAILING, SLACK, reason_of  # noqa: E402

verdicts_on = cache(judging.verdicts_on)


@pytest.mark.parametrize("name", judging.SUBJECTS)
def test_it_does_with_torchs_own_samples_what_torch_does(name):
    wrong = [v for v in verdicts_on(name) if v.failure and not reason_of(name, v.aspect)]

    assert not wrong, "\n".join(f"{v.aspect} {v.dtype} {v.sample}\n    {v.failure}" for v in wrong[:5])


@pytest.mark.parametrize(("pattern", "aspect"), FAILING)
def test_what_is_said_to_fail_fails(pattern, aspect):
    failing = [v for name in judging.SUBJECTS if fnmatch(name, pattern) for v in verdicts_on(name) if v.failure]

    assert aspect in {v.aspect for v in failing}


def test_every_exception_has_a_reason():
    assert all(FAILING.values())
    assert all(why for _, why in SLACK.values())
