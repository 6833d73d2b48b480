"""State dictionaries whose paths begin with `module.`, as those of DataParallel do."""

from __future__ import annotations

from typing import Any


def consume_prefix_in_state_dict_if_present(state_dict: Any, prefix: str) -> None:
    """Take a prefix away from all paths that begin with it, in place.

    >>> state = {"module.weight": 1, "bias": 2}
    >>> consume_prefix_in_state_dict_if_present(state, "module.")
    >>> state
    {'bias': 2, 'weight': 1}
    """
    for key in list(state_dict):
        if key.startswith(prefix):
            state_dict[key[len(prefix) :]] = state_dict.pop(key)
    about = getattr(state_dict, "_metadata", {})
    for key in list(about):
        if key and (key == prefix.replace(".", "") or key.startswith(prefix)):
            about[key[len(prefix) :]] = about.pop(key)
