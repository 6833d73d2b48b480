"""`import torch` gives backlight's modules, each of them once, and leaves nothing behind."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types

import pytest

from backlight import torch_alias
from backlight.torch_alias import install_as_torch, uninstall_as_torch

FACE = {
    "__init__.py": "from backlight.core.missing import missing_from\n__getattr__ = missing_from(__name__)\nones = 1\n",
    "nn/__init__.py": "from . import functional\nLinear = 'layer'\n",
    "nn/functional.py": "relu = 'function'\n",
    "broken.py": "import no_such_module_at_all\n",
}


@pytest.fixture
def chip(tmp_path, monkeypatch):
    """A small face package, served as `chip`; the real torch may be around in this process."""
    for name, source in FACE.items():
        path = tmp_path / "chip_face" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(torch_alias, "SERVED", {"chip": "chip_face", "chipvision": "chip_face_vision"})
    install_as_torch()
    yield
    uninstall_as_torch()
    for name in [name for name in sys.modules if name.partition(".")[0] in ("chip", "chip_face")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    "statement",
    [
        "import chip; it = chip.nn.functional",
        "import chip.nn.functional as it",
        "import chip.nn.functional; it = chip.nn.functional",
        "from chip.nn import functional as it",
        "from chip import nn; it = nn.functional",
        "import importlib; it = importlib.import_module('chip.nn.functional')",
        "import importlib; it = importlib.import_module('.functional', 'chip.nn')",
    ],
)
def test_every_way_to_import_gives_the_one_module(chip, statement):
    names: dict = {}
    exec(statement, names)

    assert names["it"] is sys.modules["chip_face.nn.functional"]


def test_the_alias_is_the_module_itself(chip):
    import chip.nn.functional  # noqa: F401

    for name in ("", ".nn", ".nn.functional"):
        module = sys.modules[f"chip{name}"]
        assert module is sys.modules[f"chip_face{name}"]
        assert module.__spec__.name == f"chip_face{name}"


def test_star_import_takes_the_public_names(chip):
    names: dict = {}
    exec("from chip.nn.functional import *", names)

    assert names["relu"] == "function"


def test_an_imported_module_can_be_reloaded(chip):
    import chip

    assert importlib.reload(chip) is sys.modules["chip_face"] is sys.modules["chip"]


def test_asking_for_a_spec_says_whether_the_module_is_there(chip):
    assert importlib.util.find_spec("chip").origin.endswith("__init__.py")
    assert "chip" not in sys.modules
    assert importlib.util.find_spec("chip.nn") is not None
    assert importlib.util.find_spec("chip.missing") is None
    assert importlib.util.find_spec("chipvision") is None


def test_installing_twice_is_installing_once(chip):
    install_as_torch()

    assert sys.meta_path.count(torch_alias._finder) == 1


def test_nothing_remains_after_uninstalling(chip):
    import chip.nn

    uninstall_as_torch()

    assert [name for name in sys.modules if name.partition(".")[0] == "chip"] == []
    assert torch_alias._finder not in sys.meta_path
    with pytest.raises(ModuleNotFoundError, match=r"^No module named 'chip'$"):
        import chip  # noqa: F401


def test_uninstalling_leaves_a_forbidden_import_forbidden(chip, monkeypatch):
    monkeypatch.setitem(sys.modules, "chipvision", None)
    uninstall_as_torch()

    assert sys.modules["chipvision"] is None


def test_uninstalling_without_installing_is_nothing():
    uninstall_as_torch()
    uninstall_as_torch()


def test_a_torch_that_was_imported_before_is_refused(chip, monkeypatch):
    uninstall_as_torch()
    other = types.ModuleType("chip")
    other.__file__ = "/lib/chip/__init__.py"
    monkeypatch.setitem(sys.modules, "chip", other)

    with pytest.raises(RuntimeError, match=r"already imported from /lib/chip/__init__.py.*restart the kernel"):
        install_as_torch()

    assert sys.modules["chip"] is other
    assert torch_alias._finder not in sys.meta_path


def test_an_import_error_inside_the_face_is_not_taken_for_a_missing_name(chip):
    import chip

    with pytest.raises(ModuleNotFoundError, match="no_such_module_at_all"):
        import chip.broken
    with pytest.raises(ModuleNotFoundError, match="no_such_module_at_all"):
        chip.broken  # noqa: B018


def test_a_missing_module_is_named_with_the_line(chip):
    with pytest.raises(ModuleNotFoundError, match=r"no chip\.missing yet \(.*alias\.py, line \d+\)") as caught:
        import chip.missing.deeper  # noqa: F401

    assert caught.value.name == "chip.missing"


def test_a_missing_package_is_named_too(chip):
    with pytest.raises(ModuleNotFoundError, match=r"^backlight has no chipvision yet \(") as caught:
        import chipvision.transforms  # noqa: F401

    assert caught.value.name == "chipvision"
