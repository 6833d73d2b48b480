"""The outside judge of modules, optimizers and schedulers: torch's own samples through torch and through backlight.

`python -m tests.oracle.moduleinfo` prints the table; `tests/oracle/test_moduleinfo.py` asserts it, name by name.
"""
