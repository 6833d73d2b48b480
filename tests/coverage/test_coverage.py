"""The share of torch that is here: counted by the face itself, and the page says what the command says."""

from __future__ import annotations

from pathlib import Path

import pytest

from backlight.cli import main
from backlight.coverage import keywords_had, names_had, page, table
from backlight.coverage.counting import Share, accepted, find, has
from backlight.coverage.evidence import absent, keywords, names, reason

PAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: backlight coverage --write docs/coverage.md"


def test_what_is_there_is_found_and_what_is_not_is_not():
    assert has("torch.zeros") and has("Tensor.sum") and has("torch.nn.functional.relu") and has("torch.pi")
    assert not has("torch.no_such_name") and not has("Tensor.no_such_method") and not has("torch.no.such.module")


@pytest.mark.parametrize(
    ("name", "keyword"),
    [
        ("torch.zeros", "requires_grad"),
        ("torch.randn", "generator"),
        ("torch.arange", "step"),
        ("torch.cat", "axis"),
        ("Tensor.sum", "keepdims"),
        ("Tensor.to", "non_blocking"),
        ("Tensor.addcmul_", "value"),
        ("torch._foreach_add_", "alpha"),
        ("torch.nn.functional.cross_entropy", "ignore_index"),
    ],
)
def test_keywords_are_found_however_a_function_takes_them(name, keyword):
    assert keyword in accepted(find(name))
    assert "no_such_keyword" not in accepted(find(name))


def test_most_of_what_programs_use_of_tensors_is_there():
    shares = {share.module: share for share in names_had()}

    assert shares["Tensor"].percent > 99.9
    assert shares["torch.cuda"].percent > 99
    assert sum(share.had for share in keywords_had()) > 5000


def test_names_are_counted_once_left_out_for_a_reason_or_not_of_torch():
    counted = sum(share.all for share in names_had())
    left_out = sum(files for name, files in names().items() if reason(name) is not None)
    gone = sum(files for name, files in names().items() if reason(name) is None and name in absent())

    assert counted + left_out + gone == sum(names().values())
    assert {name for name, _ in keywords()} <= names().keys()


def test_a_table_sums_up():
    text = table([Share("torch", 1, 2, [("torch.a", 1), ("torch.b", 1)])], shown=1)

    assert text.splitlines()[1].split() == ["torch", "50.0%", "2", "torch.a", "1,", "and", "1", "more"]
    assert text.splitlines()[-1].split() == ["all", "50.0%", "2"]


def test_the_command_prints_and_writes(capsys, tmp_path):
    assert main(["coverage"]) == 0
    assert capsys.readouterr().out == table(names_had()) + "\n"
    assert main(["coverage", "--keywords"]) == 0
    assert capsys.readouterr().out == table(keywords_had()) + "\n"
    assert main(["coverage", "--write", str(tmp_path / "page.md")]) == 0
    assert (tmp_path / "page.md").read_text() == page()


@pytest.mark.parametrize("words", [["--keyword"], ["--write"], ["--keywords", "x"], ["x"]])
def test_the_command_refuses_what_it_does_not_know(words, capsys):
    assert main(["coverage", *words]) == 2
    assert "coverage: " in capsys.readouterr().err
