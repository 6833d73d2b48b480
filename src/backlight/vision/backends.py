"""Which packages read pictures and films: Pillow, and none."""

from __future__ import annotations


def get_image_backend() -> str:
    """The package that reads pictures.

    >>> get_image_backend()
    'PIL'
    """
    return "PIL"


def set_image_backend(backend: str) -> None:
    """Accepts "PIL"; ValueError for another name."""
    if backend == "accimage":
        raise NotImplementedError("backlight reads pictures with Pillow alone, not with accimage")
    if backend != "PIL":
        raise ValueError(f"Invalid backend '{backend}'. Options are 'PIL' and 'accimage'")


def get_video_backend() -> str:
    """The package that would read films; backlight reads none."""
    return "pyav"


def set_video_backend(backend: str) -> None:
    """Accepted, as in torchvision, without effect."""


def disable_beta_transforms_warning() -> None:
    """Accepted: there is no such warning any more."""
