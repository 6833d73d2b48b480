"""The page as text: one file, which loads nothing, and in which a record is data."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from backlight.see import page
from backlight.see.page import SCRIPTS, STYLES, page_of
from tests.see.records import HOSTILE, TAG, record


class Reader(HTMLParser):
    """The elements of a page, and the text in its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.texts: list[tuple[str, dict, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.cdata_elem:  # inside of a script or a style
            self.texts.append((*self.elements[-1], data))


@pytest.fixture(scope="module")
def text() -> str:
    return page_of(record("hostile"))


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_page_holds_the_record_unchanged(text):
    found = [data for tag, attributes, data in Reader(text).texts if attributes.get("id") == "record"]

    assert len(found) == 1
    assert json.loads(found[0]) == json.loads(json.dumps(record("hostile")))


def test_the_page_without_data_is_small(text):
    data = page.data(record("hostile"))

    assert len(text.encode()) - len(data.encode()) < 300_000


def test_every_file_of_the_page_is_in_it(text):
    names = [path.stem for path in (page.HERE / "scripts").iterdir()]

    assert sorted(names) == sorted(SCRIPTS)
    assert sorted(path.name for path in page.HERE.glob("*.css")) == sorted(STYLES)
    for name in SCRIPTS:
        assert (page.HERE / "scripts" / f"{name}.js").read_text() in text


def test_nothing_is_loaded_from_anywhere(text):
    elements = Reader(text).elements
    addresses = [value for _, attributes in elements for name, value in attributes.items() if name in ("src", "href")]

    assert [address for address in addresses if not address.startswith("data:")] == []
    without = text.replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?://[^\s\"'`]*", without) == []
    assert re.findall(r"@import|\burl\(", without) == []


def test_the_policy_allows_the_scripts_and_styles_of_the_page_and_no_others(text):
    read = Reader(text)
    policy = next(a["content"] for _, a in read.elements if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    scripts = [data for tag, attributes, data in read.texts if tag == "script" and not attributes.get("type")]
    styles = [data for tag, _, data in read.texts if tag == "style"]

    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == [hash_of(script) for script in scripts]
    assert rules["style-src"] == hash_of(styles[0])
    assert len(scripts) == len(SCRIPTS)


def test_no_attribute_of_the_page_is_a_handler_or_a_style(text):
    names = {name for _, attributes in Reader(text).elements for name in attributes}

    assert {name for name in names if name.startswith("on") or name == "style"} == set()


def test_hostile_names_are_no_markup(text):
    tags = {tag for tag, _ in Reader(text).elements}

    assert HOSTILE not in text
    assert TAG not in text
    assert "img" not in tags
    assert HOSTILE.replace("<", "\\u003c") in text


def test_scripts_put_text_into_the_page_as_text():
    for name in SCRIPTS:
        script = (page.HERE / "scripts" / f"{name}.js").read_text()

        assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script) == []


def test_a_placeholder_in_a_record_stays_as_it_is():
    strange = record("scalars") | {"notices": [{"kind": "x", "text": "<!--scripts--><!--style-->"}]}
    found = [data for _, attributes, data in Reader(page_of(strange)).texts if attributes.get("id") == "record"]

    assert json.loads(found[0])["notices"] == strange["notices"]


@pytest.mark.parametrize("name", [*(f"scripts/{name}.js" for name in SCRIPTS), *STYLES])
def test_the_page_s_sources_have_short_lines(name):
    lines = (page.HERE / name).read_text(encoding="utf-8").splitlines()

    assert [(number, line) for number, line in enumerate(lines, 1) if len(line) > 120] == []


def test_every_class_of_the_styles_is_used():
    told = "".join((page.HERE / f"scripts/{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    told += (page.HERE / "index.html").read_text(encoding="utf-8")
    styles = "".join(re.sub(r"/\*.*?\*/", "", (page.HERE / name).read_text(), flags=re.DOTALL) for name in STYLES)
    selectors = " ".join(re.findall(r"([^{}]*)\{", styles))
    names = set(re.findall(r"[.#]([a-zA-Z][\w-]*)", selectors)) - {"s0", "s1", "s2", "s3"}  # of the curves, by number

    assert len(names) > 100
    assert {name for name in names if not re.search(rf"\b{re.escape(name)}\b", told)} == set()
