"""Models from a folder whose `hubconf.py` has a function for each; what is on GitHub is not fetched."""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from backlight.hub.download import get_dir


def load(
    repo_or_dir: Any,
    model: str,
    *args: Any,
    source: str = "github",
    trust_repo: Any = "check",
    force_reload: bool = False,
    verbose: bool = True,
    skip_validation: bool = False,
    **kwargs: Any,
) -> Any:
    """What the function `model` of a folder's `hubconf.py` gives for the other arguments.

    Args:
        repo_or_dir: a folder with source="local"; owner/name[:branch] of what an earlier torch has fetched from GitHub.

    Raises RuntimeError if there is no such function, or if a package is missing that it needs.
    """
    source = source.lower()
    if source not in ("github", "local"):
        raise ValueError(f'Unknown source: "{source}". Allowed values: "github" | "local".')
    with _hubconf(repo_or_dir if source == "local" else _fetched(repo_or_dir)) as found:
        return _entry(found, model)(*args, **kwargs)


def list(
    github: str,
    force_reload: bool = False,
    skip_validation: bool = False,
    trust_repo: Any = "check",
    verbose: bool = True,
) -> builtins.list[str]:
    """The functions for models of what an earlier torch has fetched from GitHub."""
    with _hubconf(_fetched(github)) as found:
        return [name for name in dir(found) if callable(getattr(found, name)) and not name.startswith("_")]


def help(
    github: str, model: str, force_reload: bool = False, skip_validation: bool = False, trust_repo: Any = "check"
) -> str | None:
    """What a function for a model says of itself."""
    with _hubconf(_fetched(github)) as found:
        return _entry(found, model).__doc__


def _fetched(github: str) -> str:
    repository, _, branch = github.partition(":")
    if repository.count("/") != 1:
        raise ValueError(f"expected owner/name or owner/name:branch, but got {github!r}; a folder needs source='local'")
    name = repository.replace("/", "_")
    places = [
        os.path.join(get_dir(), f"{name}_{b.replace('/', '_')}") for b in ([branch] if branch else ["main", "master"])
    ]
    for place in places:
        if os.path.isdir(place):
            return place
    raise NotImplementedError(
        f"backlight does not run code that it would have to fetch from GitHub. There is no {' nor '.join(places)}; "
        f"clone https://github.com/{repository} and call torch.hub.load(folder, model, source='local')."
    )


@contextmanager
def _hubconf(folder: Any) -> Iterator[Any]:
    """The module `hubconf.py` of a folder, which Python finds modules in meanwhile."""
    from importlib.util import module_from_spec, spec_from_file_location

    folder = os.fspath(folder)
    path = os.path.join(folder, "hubconf.py")
    sys.path.insert(0, folder)
    try:
        spec = spec_from_file_location("hubconf.py", path)
        assert spec is not None and spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(folder)


def _entry(module: Any, name: str) -> Any:
    from importlib.util import find_spec

    if not isinstance(name, str):
        raise ValueError("Invalid input: model should be a string of function name")
    missing = [needed for needed in getattr(module, "dependencies", ()) if find_spec(needed) is None]
    if missing:
        raise RuntimeError(f"Missing dependencies: {', '.join(missing)}")
    found = getattr(module, name, None)
    if not callable(found):
        raise RuntimeError(f"Cannot find callable {name} in hubconf")
    return found
