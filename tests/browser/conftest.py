"""The browser that all of these tests look through."""

from __future__ import annotations

from pathlib import Path

import pytest

from backlight.see.page import page_of
from tests.browser.looking import SIZES
from tests.see.trainings import made

CHROMIUM = "/usr/bin/chromium"
collect_ignore_glob = ["programs/*.py"]  # they are run under backlight


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no {CHROMIUM}")
    with playwright.sync_playwright() as session:
        browser = session.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def show(browser, tmp_path):
    """`show(record)`: a page with it; at the end, nothing may have been said on its console or asked of a network."""
    said, asked, pages = [], [], []

    def show(told: dict, size: str | tuple[int, int] = "desktop", scheme: str = "light"):
        path = tmp_path / f"page{len(pages)}.html"
        path.write_text(page_of(told), encoding="utf-8")
        width, height = SIZES[size] if isinstance(size, str) else size
        page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": height}, locale="en-US")
        page.set_default_timeout(10_000)
        page.set_default_navigation_timeout(60_000)
        pages.append(page)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message) or dialog.dismiss())
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        return page

    yield show
    for page in pages:
        page.close()

    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.fixture
def report(show):
    """`report(name)`: the page of one of the trainings in tests/see/trainings.py."""

    def report(name: str, width: int = 1300, height: int = 900, scheme: str = "light"):
        return show(made(name), (width, height), scheme)

    return report
