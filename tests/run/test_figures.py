"""The figures of a program: files with `--out`, and otherwise matplotlib is left as it is."""

from __future__ import annotations

import pytest

pytest.importorskip("matplotlib")

RUN = """\
import sys, types

class Recorder:
    def start(self): pass
    def write(self, directory): return []

sys.modules["backlight.see.recorder"] = types.SimpleNamespace(Recorder=Recorder)
from backlight.cli import main
sys.exit(main())
"""


@pytest.fixture
def figures(run, script, tmp_path):
    """`figures(source)`: run it with --out; the finished process and the names of the figures."""

    def figures(source, **variables):
        done = run("-W", "error::UserWarning", "-c", RUN, "run", "--out", "results", script(source), **variables)
        names = sorted(path.name for path in (tmp_path / "results").iterdir())
        assert all((tmp_path / "results" / name).read_bytes().startswith(b"\x89PNG") for name in names)
        return done, names

    return figures


def test_what_is_shown_is_saved(figures):
    done, names = figures("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint(plt.show())")

    assert names == ["figure-1.png"]
    assert (done.stdout, done.stderr) == (b"None\n", b"backlight: wrote figure-1.png to results\n")


def test_what_is_still_open_at_the_end_is_saved(figures):
    source = "from matplotlib import pyplot as plt\nplt.plot([1, 2])\nplt.figure()\nplt.plot([2, 1])\n1 / 0"

    assert figures(source)[1] == ["figure-1.png", "figure-2.png"]


def test_show_closes_its_figures_as_a_user_closes_windows(figures):
    source = (
        "import matplotlib.pyplot as plt\nfor i in range(2):\n    plt.plot([i])\n    plt.show()\n"
        "    print(plt.get_fignums())"
    )
    done, names = figures(source)

    assert done.stdout == b"[]\n[]\n"
    assert names == ["figure-1.png", "figure-2.png"]


@pytest.mark.parametrize("show", ["plt.show(block=False)", "plt.ion(); plt.show()", "plt.pause(0.01)"])
def test_a_show_that_does_not_wait_leaves_the_figure_open(figures, show):
    source = f"import matplotlib.pyplot as plt\nfor i in range(3):\n    plt.plot([i])\n    {show}\n"
    done, names = figures(source + "print(plt.get_fignums())")

    assert done.stdout == b"[1]\n"
    assert names == ["figure-1.png"]


@pytest.mark.parametrize("how", ["from pylab import *", "from matplotlib.pyplot import *"])
def test_show_is_ours_however_it_is_imported(figures, how):
    assert figures(f"{how}\nplot([1, 2])\nshow()")[1] == ["figure-1.png"]


def test_a_screen_is_not_asked_for_a_window(figures):
    source = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()"
    done, names = figures(source, DISPLAY=":99", MPLBACKEND="tkagg")

    assert (names, done.returncode) == (["figure-1.png"], 0)


def test_savefig_of_the_program_is_untouched(figures, tmp_path):
    figures("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.savefig('mine.pdf')")

    assert (tmp_path / "mine.pdf").read_bytes().startswith(b"%PDF")


def test_a_program_without_figures_imports_no_matplotlib(figures):
    done, names = figures("import sys\nprint('matplotlib' in sys.modules)")

    assert (done.stdout, names) == (b"False\n", [])
    assert done.stderr == b"backlight: nothing to write: no backward pass, no figure\n"


def test_without_out_a_script_that_plots_prints_as_under_python(same_as_python, script):
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint(plt.get_backend())"

    assert same_as_python(script(source)).stdout == b"agg\n"
