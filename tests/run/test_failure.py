"""What a traceback shows of backlight: nothing of the runner, and of a missing name the name alone."""

from __future__ import annotations


def places_in(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("  File ")]


def test_a_missing_name_ends_at_the_line_of_the_script(run, script):
    path = script("import torch\n\n\ndef build():\n    return torch.no_such_name\n\n\nbuild()\n")
    done = run("-m", "backlight", "run", path)

    text = done.stderr.decode().strip()
    assert places_in(text) == [f'  File "{path}", line 8, in <module>', f'  File "{path}", line 5, in build']
    assert text.endswith(f"MissingTorchAttribute: backlight has no torch.no_such_name yet ({path}, line 5)")
    assert done.returncode == 1


def test_every_way_to_miss_a_name_ends_at_the_script(run, script):
    for statement, name in {
        "import torch.no_such_module.deeper": "torch.no_such_module",
        "from torch import no_such_name": "torch.no_such_name",
        "from torch.nn import NoSuchLayer": "torch.nn.NoSuchLayer",
        "from torch.nn.functional import no_such_function": "torch.nn.functional.no_such_function",
        "from torch.no_such_module import x": "torch.no_such_module",
        "import torch; torch.ones(2).no_such_method()": "Tensor.no_such_method",
    }.items():
        path = script(f"print('start', flush=True)\n{statement}\n")
        done = run("-m", "backlight", "run", path)

        text = done.stderr.decode()
        assert places_in(text) == [f'  File "{path}", line 2, in <module>']
        assert f"backlight has no {name} yet ({path}, line 2)" in text.splitlines()[-1]
        assert done.stdout == b"start\n"


def test_a_missing_name_that_was_handled_shows_no_frames_of_ours(run, script):
    path = script(
        "try:\n    import torch.no_such_module\nexcept ImportError as error:\n    raise ValueError('no') from error\n"
    )
    done = run("-m", "backlight", "run", path)

    assert places_in(done.stderr.decode()) == [
        f'  File "{path}", line 2, in <module>',
        f'  File "{path}", line 4, in <module>',
    ]


def test_a_missing_matplotlib_says_how_to_get_it(run, script):
    path = script("import sys\nsys.path = [p for p in sys.path if '-packages' not in p]\nimport matplotlib.pyplot\n")
    done = run("-m", "backlight", "run", path)

    assert done.stderr.decode().splitlines()[-2:] == [
        "ModuleNotFoundError: No module named 'matplotlib'",
        'To install it: pip install "backlight[see]"',
    ]
    assert done.returncode == 1


def test_other_missing_packages_are_told_as_by_python(same_as_python, script):
    same_as_python(script("import no_such_package_anywhere.part"))
