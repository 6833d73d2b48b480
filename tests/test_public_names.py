"""The public names of `backlight`: declared, sorted, present and described."""

from __future__ import annotations

import types
from pathlib import Path

import backlight

NAMES = backlight.__all__


def test_all_is_sorted_and_names_nothing_twice():
    assert list(NAMES) == sorted(set(NAMES))


def test_every_name_in_all_exists():
    assert [name for name in NAMES if not hasattr(backlight, name)] == []


def test_no_public_name_stands_outside_all():
    """Submodules aside, which Python puts there when they are imported, and names that were found later."""
    extra = {
        name
        for name, value in vars(backlight).items()
        if not name.startswith("_") and name not in {"annotations", "LATER", "OWN", "missing_from", "where_found"}
        if name not in NAMES and name not in backlight.LATER and name not in backlight.OWN
        if not (isinstance(value, types.ModuleType) and value.__name__ == f"backlight.{name}")
    }

    assert extra == set()


def test_every_public_function_and_class_says_what_it_does():
    unsaid = [
        name
        for name in NAMES
        if callable(value := getattr(backlight, name)) and not (getattr(value, "__doc__", None) or "").strip()
    ]

    assert unsaid == []


def test_the_types_are_shipped():
    assert (Path(backlight.__file__).parent / "py.typed").exists()


def test_the_version_has_three_numbers():
    assert [part.isdigit() for part in backlight.__version__.split(".")] == [True, True, True]
