"""The outside judge: torch's own sample inputs (OpInfo) run through torch and through backlight, and compared.

`python -m tests.oracle.opinfo` prints the table; `tests/oracle/test_opinfo.py` asserts it, op by op.
"""
