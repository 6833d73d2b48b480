"""What the pages say is true: their Python runs, their commands exist, their links lead somewhere."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from backlight.cli import HELP

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOTEBOOKS = [path for folder in ("docs", "examples") for path in sorted((ROOT / folder).rglob("*.ipynb"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks_of(page: Path, language: str) -> list[tuple[int, str]]:
    """The fenced blocks of one language, each with the line number of its first line."""
    found, lines, start = [], [], 0
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if start and line.strip() == "```":
            found.append((start, "\n".join(lines)))
            start = 0
        elif start:
            lines.append(line)
        elif re.fullmatch(rf"```{language}\b.*", line.strip()):
            start, lines = number + 1, []
    return found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_python_of_a_page_runs(page, tmp_path, monkeypatch):
    """A page is one session: a block may use what an earlier one made."""
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__"}
    for line, block in blocks_of(page, "python"):
        if ">>>" in block:
            examples = doctest.DocTestParser().get_doctest(block, names, name_of(page), str(page), line - 1)
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
            runner.run(examples, clear_globs=False)
            names = examples.globs
            assert runner.failures == 0
        else:
            # Blank lines in front give a traceback the page's own line numbers.
            exec(compile("\n" * (line - 1) + block, str(page), "exec"), names)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name_of)
@pytest.mark.filterwarnings("default")
def test_a_notebook_runs_from_the_first_cell_to_the_last(notebook, tmp_path):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    cells = nbformat.read(notebook, as_version=4)
    nbclient.NotebookClient(cells, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()

    assert all(cell.execution_count for cell in cells.cells if cell.cell_type == "code" and cell.source)


@pytest.mark.parametrize("mark", ["run", "test"])
def test_the_first_screen_of_the_readme_holds_what_ci_runs(mark):
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:60]
    at = first_screen.index(f"<!-- ci: {mark} -->")

    assert first_screen[at + 1].startswith("```")


def test_every_command_and_option_is_on_a_page():
    written = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    known = set(re.findall(r"backlight ([a-z]+|--[a-z]+)", HELP)) | set(re.findall(r"(?<!\S)\[?(--?[a-z]+)", HELP))

    assert {"run", "--out", "--version"} <= known
    assert {word for word in known - {"--help"} if not re.search(rf"(?<![\w-]){word}(?!\w)", written)} == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_shows_no_command_that_does_not_exist(page):
    shell = "\n".join(block for language in ("sh", "console", "text") for _, block in blocks_of(page, language))
    shown = re.findall(r"^(?:.*[&;$|] )?backlight ([a-z]+|--[a-z]+)", shell, flags=re.MULTILINE)

    assert [word for word in shown if f"backlight {word}" not in HELP] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_inside_the_repository_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    local = [target for target in targets if target and "://" not in target]

    assert [target for target in local if not (page.parent / target).exists()] == []
