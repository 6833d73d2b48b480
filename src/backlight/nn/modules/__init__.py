"""The modules, one family a file; `module.py` is what all of them are."""
