"""A wheel is small, holds the package alone, and needs NumPy alone; run it where only that wheel is installed."""

from __future__ import annotations

import os
import sys
import zipfile
from importlib import metadata

wheel = sys.argv[1]
size = os.path.getsize(wheel)
# The budget is 1 MB, and missed (DESIGN.md, section 11); this keeps it from growing unseen.
assert size < 1_600_000, f"{wheel} has {size} bytes"

names = zipfile.ZipFile(wheel).namelist()
stray = [name for name in names if not name.startswith("backlight/") and ".dist-info/" not in name]
assert not stray, f"{wheel} also holds {stray}"
assert not [name for name in names if name.endswith((".pyc", ".ipynb", ".png"))], names
assert "backlight/py.typed" in names, "py.typed is missing"

base = [line for line in metadata.requires("backlight") or [] if "extra ==" not in line]
assert base == ["numpy>=2"], base

tools = {"pip", "setuptools", "wheel"}
installed = {package.metadata["Name"].lower() for package in metadata.distributions()} - tools
assert installed == {"backlight", "numpy"}, installed

import backlight  # noqa: E402

print(f"{os.path.basename(wheel)}: {size:,} bytes, {len(names)} files; {backlight.__version__} needs {base[0]} alone")
