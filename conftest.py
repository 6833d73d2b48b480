"""What holds for every test and doctest: nothing that one of them switches reaches the next."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

import backlight
from backlight.core import dtypes, modes
from backlight.core.random import default_generator

ROOT = Path(__file__).resolve().parent

# A child process that a test starts (`python -m backlight run ...`) sees the same tree as the test itself.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
os.environ.setdefault("MPLBACKEND", "Agg")
for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # of children: several tests run at a time
    os.environ.setdefault(threads, "1")

settings.register_profile("backlight", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("backlight")


def served_by() -> str:
    """Who serves `import torch`: a test that lets backlight do it must take that back."""
    ours = any(type(finder).__module__.startswith("backlight") for finder in sys.meta_path)
    return "served by backlight" if ours else "not served by backlight"


def switches() -> dict[str, object]:
    """Every switch that outlives a test, by the name that a failure message gives it."""
    return {
        "grad mode": modes.state.grad,
        "inference mode": modes.state.inference,
        "watcher": modes.watcher,
        "default dtype": dtypes.get_default_dtype(),
        "NumPy's error handling": np.geterr(),
        "import torch": served_by(),
    }


def put_back(before: dict) -> None:
    modes.state.grad = before["grad mode"]
    modes.state.inference = before["inference mode"]
    modes.watch(before["watcher"])
    dtypes.set_default_dtype(before["default dtype"])
    np.seterr(**before["NumPy's error handling"])
    if before["import torch"] != served_by():
        backlight.uninstall_as_torch()


@pytest.fixture(autouse=True)
def no_leaks(request):
    """Fail a test that leaves a switch turned."""
    before = switches()
    yield
    after = switches()
    leaked = [name for name, value in before.items() if after[name] is not value and after[name] != value]
    if leaked:
        put_back(before)
        pytest.fail(f"{request.node.name} leaves behind: " + ", ".join(f"{n} = {after[n]!r}" for n in leaked))


@pytest.fixture(autouse=True)
def same_draws():
    """Every test starts from the same seed, whatever ran before it; it may seed and draw as it likes."""
    default_generator.manual_seed(0)
    np.random.seed(0)


@pytest.fixture(autouse=True)
def doctest_names(doctest_namespace):
    """A doctest may use these without importing them."""
    doctest_namespace.update(backlight=backlight, np=np)
