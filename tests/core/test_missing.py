"""A name that backlight lacks: one error that names it and the user's line, of the class that Python expects."""

from __future__ import annotations

import pickle
import sys
import types

import pytest

import backlight
from backlight.core.missing import (
    MissingTorchAttribute,
    MissingTorchImport,
    MissingTorchName,
    explain_member,
    missing_from,
)


@pytest.fixture
def face(monkeypatch):
    """`face`, a module with the public name torch.face, as `import backlight.torch.face` would leave it."""
    face = types.ModuleType("backlight.torch.face")
    face.__dict__.update(glow=1, zeros=2, Wobbly=3, _hidden=4, __getattr__=missing_from("backlight.torch.face"))
    other = types.ModuleType("backlight.torch.other")
    other.Fluttering = 5
    monkeypatch.setitem(sys.modules, "backlight.torch.face", face)
    monkeypatch.setitem(sys.modules, "backlight.torch.other", other)
    return face


def test_an_attribute_is_named_with_the_line(face):
    with pytest.raises(AttributeError) as caught:
        face.missing  # noqa: B018
    line = caught.traceback[0].lineno + 1

    assert isinstance(caught.value, MissingTorchName)
    assert caught.value.torch_name == "torch.face.missing"
    assert str(caught.value) == f"backlight has no torch.face.missing yet ({__file__}, line {line})"


def test_a_from_import_is_an_import_error_with_the_line(face):
    with pytest.raises(ImportError, match=r"no torch\.face\.missing yet \(.*test_missing\.py, line \d+\)") as caught:
        from backlight.torch.face import missing

        assert missing
    assert type(caught.value) is MissingTorchImport


def test_optional_names_are_quietly_absent(face):
    assert not hasattr(face, "missing")
    assert getattr(face, "missing", "default") == "default"
    try:
        from backlight.torch.face import missing
    except ImportError:
        missing = None
    assert missing is None


def test_what_python_asks_for_by_itself_gets_a_plain_no(face):
    with pytest.raises(AttributeError, match=r"^module 'torch\.face' has no attribute '__wrapped__'$"):
        face.__wrapped__  # noqa: B018


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("zeroes", "torch.face.zeros"),
        ("GLOW", "torch.face.glow"),
        ("wobbly", "torch.face.Wobbly"),
        ("Fluttering", "torch.other.Fluttering"),
    ],
)
def test_the_closest_names_are_told(face, name, near):
    with pytest.raises(AttributeError) as caught:
        getattr(face, name)

    assert str(caught.value).endswith(f"; closest names: {near}")


def test_private_names_are_not_suggested(face):
    with pytest.raises(AttributeError) as caught:
        face._hiddn  # noqa: B018

    assert "closest" not in str(caught.value)


def test_an_uncaught_tensor_member_is_explained_with_the_line():
    with pytest.raises(AttributeError) as caught:
        backlight.zeros(2).flot  # noqa: B018
    explain_member(caught.value)

    assert str(caught.value).startswith(f"backlight has no Tensor.flot yet ({__file__}, line ")
    assert str(caught.value).endswith("closest names: Tensor.float, Tensor.cfloat")


def test_a_property_that_fails_keeps_its_own_error():
    class Faulty(backlight.Tensor):
        @property
        def faulty(self):
            return self.nothing_like_it

    with pytest.raises(AttributeError) as caught:
        Faulty([1.0]).faulty  # noqa: B018
    explain_member(caught.value)

    assert "no Faulty.nothing_like_it yet" in str(caught.value)


def test_python_adds_no_suggestion_of_its_own(face):
    with pytest.raises(AttributeError) as caught:
        face.zeross  # noqa: B018
    import traceback

    assert "".join(traceback.format_exception(caught.value)).count("zeros") == str(caught.value).count("zeros") + 1


def test_the_error_travels_between_processes(face):
    with pytest.raises(AttributeError) as caught:
        face.zeroes  # noqa: B018
    copy = pickle.loads(pickle.dumps(caught.value))

    assert type(copy) is MissingTorchAttribute
    assert copy.args == caught.value.args
    assert str(copy).startswith("backlight has no torch.face.zeroes yet (")
