"""The words of the page: both languages say the same things, every word is there, and none is there in vain."""

from __future__ import annotations

import re
from pathlib import Path

import backlight.see.page

SCRIPTS = Path(backlight.see.page.__file__).parent / "scripts"
ENTRY = re.compile(r'^\s*"([a-z_.]+)":\s+"(.*)",?$', re.MULTILINE)
USED = re.compile(r'"([a-z_]+\.[a-z_.]+)"')
BEGUN = re.compile(r"`([a-z_.]+[._])\$\{")  # `kind.${one.kind}` uses every word that begins with "kind."


def tables() -> tuple[dict[str, str], dict[str, str]]:
    """English and Chinese, as the scripts named words*.js write them."""
    english: dict[str, str] = {}
    chinese: dict[str, str] = {}
    for path in sorted(SCRIPTS.glob("words*.js")):
        found = ENTRY.findall(path.read_text(encoding="utf-8"))
        half = len(found) // 2  # the English table comes first
        english |= dict(found[:half])
        chinese |= dict(found[half:])
    return english, chinese


def program() -> str:
    scripts = [path for path in SCRIPTS.glob("*.js") if not path.name.startswith("words")]
    return "\n".join([path.read_text(encoding="utf-8") for path in scripts])


def test_both_languages_have_the_same_words_in_the_same_order():
    english, chinese = tables()

    assert len(english) > 150
    assert list(english) == list(chinese)


def test_no_word_is_written_twice():
    for path in SCRIPTS.glob("words*.js"):
        keys = [key for key, _ in ENTRY.findall(path.read_text(encoding="utf-8"))]

        assert {key for key in keys if keys.count(key) != 2} == set()


def test_both_languages_fill_in_the_same_things():
    english, chinese = tables()
    holes = re.compile(r"\{\d\}")

    assert [key for key in english if set(holes.findall(english[key])) != set(holes.findall(chinese[key]))] == []


def test_chinese_is_chinese():
    _, chinese = tables()
    plain = [key for key, text in chinese.items() if not re.search("[\u4e00-\u9fff]", text)]
    words = [key for key in plain if re.search("[A-Za-z]{2}", re.sub(r"\{\d\}", "", chinese[key]))]

    assert set(words) <= {"bar.language", "bar.language.title"}  # they offer English to those who read it


def test_every_word_that_the_page_asks_for_is_there():
    english, _ = tables()
    families = {key.partition(".")[0] for key in english}
    asked = {key for key in USED.findall(program()) if key.partition(".")[0] in families}

    assert asked - set(english) == set()


def test_every_word_is_used():
    english, _ = tables()
    code = program()
    begun = tuple(BEGUN.findall(code))
    used = {key for key in english if f'"{key}"' in code or f'"{key.removesuffix("_long")}"' in code}

    assert {key for key in english if not key.startswith(begun)} - used == set()
