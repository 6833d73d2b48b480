"""Why a program was not run at all; the command prints the message and ends with status 2."""

from __future__ import annotations


class CannotOpenError(Exception):
    """The script cannot be read; the message is python's."""


class CannotWriteError(Exception):
    """The directory for the results cannot be written."""
