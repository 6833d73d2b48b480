"""`python -m tests.see.doctor.reports FILE…`: what the doctor says of each program, as one line of JSON per program.

One process for all of them: a start of Python for each would take longer than the programs.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import traceback

from backlight.run.program import run_file
from backlight.see.record import Recording, record_of
from backlight.torch_alias import install_as_torch


def report(path: str) -> dict:
    """Run a program and return its record's notices, the doctor's own faults and what the program raised."""
    recording, error = Recording(keep=2, doctor=True), ""
    with contextlib.redirect_stdout(io.StringIO()), recording:
        try:
            run_file(path)
        except RuntimeError as raised:
            error = traceback.format_exc()
            sys.last_value = raised  # as `backlight run` has it
    record = record_of(recording)
    json.dumps(record)
    assert recording.doctor is not None
    faults = ["".join(traceback.format_exception(fault)) for fault in recording.doctor.faults]
    return {"path": path, "notices": record["notices"], "faults": faults, "error": error, "files": record["files"]}


if __name__ == "__main__":
    programs = sys.argv[1:]
    install_as_torch()
    for program in programs:
        print(json.dumps(report(program)), flush=True)
