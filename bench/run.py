"""Measures every budget of DESIGN.md in one run: `python bench/run.py [--quick] [--check] [--write]`."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path

# One thread for every BLAS, set before NumPy or torch is loaded, and for the children too.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", MPLBACKEND="Agg")
SOURCE = Path(__file__).resolve().parent.parent / "src"
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(SOURCE), os.environ.get("PYTHONPATH")]))
sys.path.insert(0, str(SOURCE))

import networks  # noqa: E402

import convolution  # noqa: E402
import eager  # noqa: E402
import graphs  # noqa: E402
import images  # noqa: E402
import recorder  # noqa: E402
import startup  # noqa: E402
import table  # noqa: E402
import training  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, for a look")
    parser.add_argument("--check", action="store_true", help="print the misses at the end (timings never fail a run)")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args()

    import numpy
    import torch

    import backlight

    torch.set_num_threads(1)
    modules = {"backlight": backlight, "torch": torch}
    long, short = (3, 5) if options.quick else (9, 25)

    rows = [startup.wheel(), startup.import_time(long), startup.linear_script(long)]
    rows += eager.tiny_ops(modules, short)
    rows += eager.backward_edges(modules, short)
    rows += [eager.linear_step(modules, short), graphs.doubling(modules, short)]
    rows += images.rows(modules, max(3, short // 4))
    rows += networks.rows(modules, max(3, short // 4))
    rows += training.rows(max(3, short // 4))
    rows += recorder.rows(modules, max(3, short // 4))
    rows += convolution.rows(3 if options.quick else 6)
    rows += graphs.long_chain(1 if options.quick else 2)

    text = table.lines(rows)
    versions = {
        "Python": platform.python_version(),
        "NumPy": numpy.__version__,
        "torch": torch.__version__,
        "backlight": backlight.__version__,
    }
    described = table.machine(versions)
    print(described, "", *text, sep="\n")
    if options.write:
        table.write(Path(__file__).with_name("README.md"), [described, "", *text])
    if options.check:
        missed = [row.what for row in rows if row.met is False]
        print(f"\n{len(missed)} budgets missed" + "".join(f"\n  {what}" for what in missed))


if __name__ == "__main__":
    main()
