"""A file imports only from layers below it, and NumPy is the only package that `import backlight` needs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src"
FILES = sorted((SOURCE / "backlight").rglob("*.py"))

# DESIGN.md, section 2. Parts of one layer do not import each other, except as LADDER says.
LAYERS = {
    "core": 0,
    "ops": 1,
    "tensor": 2,
    "autograd": 2,
    "func": 3,
    "nn": 3,
    "optim": 3,
    "data": 3,
    "serialization": 3,
    "amp": 3,
    "testing": 3,
    "profiling": 3,
    "see": 3,
    "fft": 3,
    "linalg": 3,
    "signal": 3,
    "special": 3,
    "masked": 3,
    "compile": 3,
    "distributions": 3,
    "hub": 3,
    "multiprocessing": 3,
    "tensorboard": 3,
    "vision": 3,
    "__init__": 4,
    "torch_alias": 4,
    "torch": 4,
    "torchvision": 4,
    "coverage": 4,
    "run": 4,
    "cli": 4,
    "__main__": 4,
}

# Within a layer: the left imports the right.
LADDER = {
    ("autograd", "tensor"),
    ("signal", "fft"),
    ("nn", "linalg"),
    ("distributions", "nn"),
    ("distributions", "linalg"),
    ("distributions", "special"),
    ("compile", "nn"),
    ("hub", "serialization"),
    ("vision", "nn"),
    ("vision", "data"),
    ("vision", "func"),
    ("vision", "hub"),
    ("vision", "serialization"),
    ("__init__", "torch_alias"),
    ("torch", "__init__"),
    ("torchvision", "__init__"),
    ("torchvision", "torch"),
    ("run", "__init__"),
    ("run", "torch_alias"),
    ("run", "torch"),
    ("run", "torchvision"),
    ("cli", "__init__"),
    ("coverage", "__init__"),
    ("coverage", "torch"),
    ("cli", "run"),
    ("cli", "coverage"),
    ("__main__", "cli"),
}
# The same, but only inside a function: for methods of Tensor whose work is done by what is built on Tensor
# (`backward(inputs=…)`, `graph()`), and for a recording that hooks itself into modules and optimizers.
LADDER_IN_FUNCTIONS = {
    ("autograd", "func"),
    ("tensor", "autograd"),
    ("tensor", "see"),
    ("see", "nn"),
    ("see", "optim"),
}

# Where a package other than NumPy may be imported, always inside the function that needs it.
EXTRAS = {
    "ml_dtypes": ("core/dtypes.py",),
    "PIL": ("tensorboard/", "vision/"),
    "matplotlib": ("see/", "tensorboard/"),
    "pandas": ("see/recorded.py",),
    "resvg_py": ("see/png.py",),
    "rich": ("run/progress.py",),
    "starlette": ("see/live/app.py",),
    "uvicorn": ("see/live/server.py",),
    "tqdm": ("torch/hub.py",),
    "llvmlite": ("compile/llvm",),
    "jax": ("compile/xla",),
    "jaxlib": ("compile/xla",),
}


@dataclass(frozen=True)
class Import:
    """One imported module: by whom, at which line, and whether it waits inside a function."""

    path: Path
    line: int
    module: str
    inside_function: bool

    def __str__(self) -> str:
        return f"{self.path.relative_to(SOURCE)}:{self.line} imports {self.module}"


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def imports_of(path: Path, root: Path = SOURCE) -> list[Import]:
    """Every import statement that runs; what stands under `if TYPE_CHECKING:` does not."""
    found = []

    def walk(node: ast.AST, inside_function: bool) -> None:
        inside_function = inside_function or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.extend(Import(path, node.lineno, name, inside_function) for name in named_in(node, path, root))
        for child in node.orelse if is_type_checking(node) else ast.iter_child_nodes(node):
            walk(child, inside_function)

    walk(ast.parse(path.read_text(encoding="utf-8")), inside_function=False)
    return found


def named_in(node: ast.Import | ast.ImportFrom, path: Path, root: Path) -> Iterator[str]:
    """The modules that a statement loads, absolute: `from backlight import core` loads `backlight.core`."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    package = list(path.relative_to(root).with_suffix("").parts[:-1])
    above = package[: len(package) - node.level + 1] if node.level else []
    origin = ".".join([*above, *filter(None, [node.module])])
    folder = root.joinpath(*origin.split("."))
    for alias in node.names:
        is_module = (folder / alias.name).is_dir() or (folder / f"{alias.name}.py").exists()
        yield f"{origin}.{alias.name}" if is_module else origin


def part_of(module: str) -> str:
    """`backlight.core.op` belongs to the part core; `backlight` itself is the part __init__."""
    names = module.split(".")
    return names[1] if len(names) > 1 else "__init__"


def own_part(path: Path, root: Path = SOURCE) -> str:
    return path.relative_to(root).with_suffix("").parts[1]


def climbs(found: Import, root: Path = SOURCE) -> bool:
    """Whether an import of backlight's own goes up or sideways without leave."""
    here, there = own_part(found.path, root), part_of(found.module)
    if here == there or LAYERS[there] < LAYERS[here] or (here, there) in LADDER:
        return False
    return not (found.inside_function and (here, there) in LADDER_IN_FUNCTIONS)


def is_own(module: str) -> bool:
    return module.partition(".")[0] == "backlight"


ALL_IMPORTS = [found for path in FILES for found in imports_of(path)]
OWN_IMPORTS = [found for found in ALL_IMPORTS if is_own(found.module)]
FOREIGN_IMPORTS = [
    found
    for found in ALL_IMPORTS
    if not is_own(found.module) and found.module.partition(".")[0] not in {*sys.stdlib_module_names, "numpy"}
]


def test_every_part_has_a_layer():
    parts = {own_part(path) for path in FILES}

    assert parts <= set(LAYERS), "give the new part its layer, here and in DESIGN.md, section 2"


def test_a_file_imports_only_from_layers_below():
    assert [str(found) for found in OWN_IMPORTS if climbs(found)] == []


def test_other_packages_are_imported_only_where_allowed():
    stray = []
    for found in FOREIGN_IMPORTS:
        allowed = EXTRAS.get(found.module.partition(".")[0], ())
        place = found.path.relative_to(SOURCE / "backlight").as_posix()
        if not place.startswith(allowed) or not found.inside_function:
            stray.append(str(found))

    assert stray == []


@pytest.mark.parametrize(
    ("file", "line", "climbing"),
    [
        ("core/op.py", "from backlight.ops import elementwise", True),
        ("core/op.py", "import backlight", True),
        ("core/op.py", "from . import node", False),
        ("core/op.py", "from .. import tensor", True),
        ("core/op.py", "if TYPE_CHECKING:\n    from backlight.tensor import Tensor", False),
        ("core/op.py", "def f():\n    from backlight.tensor import Tensor", True),
        ("ops/fused.py", "from backlight.core.op import Op", False),
        ("nn/linear.py", "from backlight import optim", True),
        ("nn/linear.py", "from backlight.tensor import Tensor", False),
        ("tensor/tensor.py", "from backlight.autograd import grad", True),
        ("tensor/tensor.py", "def f():\n    from backlight.autograd import grad", False),
        ("autograd/grad.py", "from backlight.tensor import Tensor", False),
        ("cli.py", "from backlight import __version__, run", False),
        ("run.py", "from backlight.cli import main", True),
    ],
)
def test_the_layer_rule_tells_up_from_down(tmp_path, file, line, climbing):
    path = tmp_path / "backlight" / file
    for part in LAYERS:
        (tmp_path / "backlight" / part).mkdir(parents=True)
    path.write_text(line)

    assert any(climbs(found, tmp_path) for found in imports_of(path, tmp_path)) == climbing


def test_every_file_is_headed_by_one_line_that_says_what_it_is():
    unsaid = []
    for path in FILES:
        head = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()
        if not head or not head[0].endswith((".", ":", "?", "`")) or any(head[1:2]):
            unsaid.append(str(path.relative_to(SOURCE)))

    assert unsaid == []


def test_files_are_short():
    """All but the list of the public names, which is as long as torch's."""
    files = [path for path in FILES if path != SOURCE / "backlight" / "__init__.py"]
    lines = {str(path.relative_to(SOURCE)): len(path.read_text(encoding="utf-8").splitlines()) for path in files}

    assert {name: count for name, count in lines.items() if count > 400} == {}


def test_no_file_is_a_drawer():
    faces = {"torch", "torchvision"}  # which have the names of what they stand for
    own = [path for path in FILES if faces.isdisjoint(path.relative_to(SOURCE).parts)]

    assert [path for path in own if path.stem in {"utils", "util", "helpers", "misc", "common"}] == []


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules that `import backlight` adds to those of `import numpy`."""
    code = "import numpy, sys; before = set(sys.modules); import backlight; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_backlight_loads_numpy_and_the_standard_library_alone(loaded):
    assert {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) == {"backlight"}


@pytest.mark.parametrize("slow", ["inspect", "dataclasses", "argparse", "decimal", "tempfile", "logging", "asyncio"])
def test_import_backlight_leaves_slow_modules_alone(loaded, slow):
    assert slow not in loaded
