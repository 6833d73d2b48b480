"""Why a program was not run at all; the command prints the message and ends with status 2."""

from __future__ import annotations


class CannotOpenError(Exception):
    """The script cannot be read; the message is python's."""


class CannotWriteError(Exception):
    """What was asked for cannot be written; the message begins with the option."""


class CannotShowError(Exception):
    """What was asked for cannot be shown: a package is missing, or an address will not do."""
