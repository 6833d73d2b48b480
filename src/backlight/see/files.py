"""What the files of a program are called: by their names, and the cells of a notebook by their numbers."""

from __future__ import annotations

import os
import sys


def file_name(path: str) -> str:
    """The name without the folders; "In[3]" for a cell of IPython, whose file is one that nobody has ever seen.

    >>> file_name("/home/me/train.py")
    'train.py'
    """
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    cell = shell and shell.compile.format_code_name(path)
    return cell[1] if cell else os.path.basename(path)
