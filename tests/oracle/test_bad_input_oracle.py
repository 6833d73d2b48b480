"""The table of mistakes with modules is torch's: its classes of errors, and words that its messages have too."""

from __future__ import annotations

import pytest

from tests.nn.modules.mistakes import MISTAKES, raised

torch = pytest.importorskip("torch")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("call", "kind", "words"), MISTAKES)
def test_torch_raises_it_too(call, kind, words):
    error = raised(torch, call)

    assert type(error).__name__ == kind
    assert words in str(error)
