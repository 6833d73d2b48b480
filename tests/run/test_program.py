"""A program under `backlight run` does what it does under python: every byte it prints and the status it ends with."""

from __future__ import annotations

import os
import zipfile

import pytest

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs fork or links")

# Each script's output shows what it saw; the claim is that python shows the same.
SCRIPTS = {
    "arguments": "import sys; print(sys.argv)",
    "path": "import sys; print(sys.path[0]); import os; print(os.getcwd())",
    "names": "print(list(globals()), dir())",
    "main": "print(__name__, __file__, __spec__, __package__, __doc__, __builtins__, type(__loader__), __cached__)",
    "docstring": '"""What it is for."""\nprint(__doc__)',
    "main guard": "def main(): print('main')\nif __name__ == '__main__':\n    main()",
    "import main": "import __main__\nx = 5\nprint(__main__.x, __main__.__file__)",
    "file-relative read": "from pathlib import Path\nprint(Path(__file__).with_name('train.py').read_text())",
    "annotations": "x: int = 1\nprint(__annotations__)",
    "no future of ours": "def f(x: int): ...\nprint(f.__annotations__)",
    "future of its own": "from __future__ import annotations\ndef f(x: int): ...\nprint(f.__annotations__)",
    "pickle": (
        "import pickle\nclass Point:\n    def __init__(self): self.x = 3\n"
        "print(pickle.loads(pickle.dumps(Point())).x, pickle.dumps(Point()))"
    ),
    "getsource": (
        "import inspect\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Point:\n    x: int = 3\n"
        "def f():\n    return 1  # one\nprint(inspect.getsource(f), inspect.getsource(Point), Point())"
    ),
    "chinese": "# 训练\nw = 1.0  # 权重\nprint('损失', w)",
    "byte order mark": b"\xef\xbb\xbfprint('\xe4\xb8\xad')",
    "declared coding": "# -*- coding: gbk -*-\nprint('训练')".encode("gbk"),
    "carriage returns": b"if True:\r\n    print('a')\r\nprint('''b\r\nc''')\r\n",
    "standard input": "import sys\nprint(input(), sys.stdin.read().split())",
    "atexit": "import atexit\natexit.register(print, 'last')\nprint('first')",
    "finalisers": "class A:\n    def __del__(self): print('gone')\na = A()\nprint('end')",
    "thread": "import threading\nthreading.Timer(0.1, print, ['late']).start()\nprint('end')",
    "failing thread": "import threading\nthreading.Thread(target=lambda: 1 / 0, name='t').start()",
    "both streams": "import sys\nfor i in range(3):\n    print(i)\n    print(-i, file=sys.stderr)",
    "buffering": "import sys\nprint(sys.stdout.line_buffering, sys.stdout.write_through, sys.stderr.line_buffering)",
    "os._exit": "import os\nprint('lost in the buffer')\nos._exit(7)",
    "warning": "import warnings\nwarnings.warn('careful')\nwarnings.warn('old', DeprecationWarning)",
    "syntax warning": "x = 1\nprint(x is 1)",
    "uncaught": "def f(x):\n    return 1 / x\n\nf(0)",
    "chained": "try:\n    {}['key']\nexcept KeyError as error:\n    raise ValueError('no key') from error",
    "context": "try:\n    {}['key']\nexcept KeyError:\n    undefined",
    "group": "raise ExceptionGroup('many', [ValueError(1), TypeError(2)])",
    "note": "error = ValueError('x')\nerror.add_note('a note')\nraise error",
    "base exception": "class Stop(BaseException): pass\nraise Stop('now')",
    "suggestion": "counter = 1\nprint(countr)",
    "own excepthook": "import sys\nsys.excepthook = lambda kind, e, trace: print('hook', e, trace.tb_lineno)\n1 / 0",
    "traceback module": "import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()",
    "error while importing": "import no_such_module_anywhere",
    "syntax error": "x = 1\ny = = 2\n",
    "unclosed": "print((1, 2)\nx = [",
    "indentation": "if True:\n  x = 1\n y = 2\n",
    "exit": "import sys\nsys.exit()",
    "exit 0": "raise SystemExit(0)",
    "exit 3": "import sys\nsys.exit(3)",
    "exit text": "import sys\nprint('out')\nsys.exit('no data')",
    "exit object": "raise SystemExit((1, 2))",
    "exit builtin": "exit(4)",
    "interrupt": "import atexit\natexit.register(print, 'last')\ndef wait():\n    raise KeyboardInterrupt\nwait()",
    "signal": "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_runs_as_under_python(same_as_python, script, name):
    done = same_as_python(script(SCRIPTS[name]), "--epochs", "3", stdin=b"first\nsecond third\n")

    assert done.stdout or done.stderr or done.returncode or name in ("exit", "exit 0")


def test_a_script_named_in_a_relative_way(same_as_python, script, tmp_path):
    script("import sys; print(__file__, sys.argv, sys.path[0])", "code/train.py")
    (tmp_path / "elsewhere").mkdir()

    same_as_python("code/train.py")
    same_as_python("./code/../code/train.py")
    same_as_python("../code/train.py", cwd=tmp_path / "elsewhere")


@POSIX
def test_a_link_finds_the_modules_next_to_what_it_points_to(same_as_python, script, tmp_path):
    script("import helper", "code/train.py")
    script("print('helped')", "code/helper.py")
    (tmp_path / "link.py").symlink_to("code/train.py")

    assert same_as_python("link.py").stdout.split() == [b"helped"]


def test_modules_next_to_the_script_are_found_before_others(same_as_python, script):
    script("print('mine')", "cli.py")
    script("print('also mine')", "statistics.py")

    assert same_as_python(script("import cli, statistics")).stdout.splitlines() == [b"mine", b"also mine"]


def test_with_a_safe_path_the_folder_of_the_script_is_not_searched(run, script):
    script("print('mine')", "helper.py")
    done = run("-P", "-m", "backlight", "run", script("import helper"))

    assert done.stderr.endswith(b"ModuleNotFoundError: No module named 'helper'\n")


def test_a_directory_runs_its_main(same_as_python, script):
    script("import sys, helper\nprint(sys.argv, sys.path[0], __file__, __name__)\nhelper.fail()", "project/__main__.py")
    script("def fail(): 1 / 0", "project/helper.py")

    assert same_as_python("project", "word").returncode == 1


def test_a_zip_file_runs_its_main(same_as_python, tmp_path):
    with zipfile.ZipFile(tmp_path / "project.zip", "w") as file:
        file.writestr("__main__.py", "import sys; print(sys.argv, __file__)")

    assert same_as_python("project.zip", "word").returncode == 0


def test_a_directory_without_a_main_is_refused_as_by_python(same_as_python, tmp_path):
    (tmp_path / "empty").mkdir()

    assert same_as_python("empty").returncode == 1


def test_a_module_runs_with_m(same_as_python, script):
    script("", "project/__init__.py")
    script("import sys; print(sys.argv, sys.path[0], __package__, __spec__.name); sys.exit(5)", "project/train.py")
    script("print('the package')", "project/__main__.py")

    assert same_as_python("-m", "project.train", "-m", "--out", "x").returncode == 5
    assert same_as_python("-m", "project").stdout.split() == [b"the", b"package"]
    assert same_as_python("-m", "no_such_module").returncode == 1


def test_a_script_on_standard_input(same_as_python):
    source = b"import sys\nprint(sys.argv, repr(sys.path[0]), __file__, __name__)\ndef f(): 1 / 0\n"

    assert same_as_python("-", "word", stdin=source).returncode == 0


def test_a_missing_script_is_told_as_by_python_and_ends_with_2(run):
    expected = run("missing.py")
    actual = run("-m", "backlight", "run", "missing.py")

    assert actual.returncode == expected.returncode == 2
    assert actual.stderr.partition(b": ")[2] == expected.stderr.partition(b": ")[2]
    assert actual.stderr.startswith(b"backlight: can't open file ")


@POSIX
def test_a_forked_child_ends_as_under_python(same_as_python, script):
    source = "import os, sys\nif os.fork() == 0:\n    sys.exit(3)\nprint(os.waitstatus_to_exitcode(os.wait()[1]))"

    assert same_as_python(script(source)).stdout == b"3\n"


def test_subprocesses_of_the_script_have_python_as_it_was(same_as_python, script):
    source = (
        "import os, subprocess, sys\n"
        "code = 'import sys; print([f for f in sys.meta_path if \"Torch\" in type(f).__name__], sys.flags)'\n"
        "subprocess.run([sys.executable, '-c', code], check=True)\nprint(sorted(os.environ))"
    )

    same_as_python(script(source))
