"""The live page in Chromium: it follows the training, tells the end, and works on without its server."""

from __future__ import annotations

import pytest

import backlight
from backlight.run.watched import Watched
from backlight.see.live import Server
from backlight.see.page import page_of
from backlight.see.record import Recording, record_of

STATE = """() => {
  const { record, step } = backlight.store.get();
  return [record.steps.length, step, record.losses[0].values.length];
}"""


def train(w, steps):
    for _ in range(steps):
        loss = (w * 2.0 - 6.0) ** 2
        loss.backward()
        with backlight.no_grad():
            w -= 0.01 * w.grad
            w.grad = None


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    yield page
    page.close()


def test_the_page_follows_the_training_and_outlives_its_server(page):
    watched = Watched("train.py")
    server = Server(watched)
    server.start()
    watched.start()
    w = backlight.tensor(1.0, requires_grad=True)
    train(w, 3)
    try:
        page.goto(server.url)
        assert page.evaluate(STATE) == [3, 2, 3]
        train(w, 4)
        page.wait_for_function("() => backlight.store.get().record.steps.length === 7")
        assert page.evaluate(STATE) == [7, 6, 7]
        page.evaluate("() => backlight.store.set({ step: 1 })")
        train(w, 300)  # some steps go
        watched.stop(None)
        page.wait_for_function("() => backlight.store.get().record.program.ending.kind === 'completed'")
        expected = watched.record()
        known = page.evaluate("() => JSON.parse(JSON.stringify(backlight.store.get().record))")
    finally:
        watched.stop(None)
        server.stop()

    assert {name: known[name] for name in expected if name != "program"} == {
        name: part for name, part in expected.items() if name != "program"
    }
    assert page.evaluate("() => backlight.store.get().step") in (0, 1)
    page.evaluate("() => backlight.store.set({ step: 5 })")
    assert page.said == []


def test_a_page_whose_program_is_gone_says_so(page):
    watched = Watched("train.py")
    server = Server(watched)
    server.start()
    watched.start()
    train(backlight.tensor(1.0, requires_grad=True), 2)
    page.goto(server.url)
    watched.recording.stop()
    server.stop()
    assert page.locator("#ending").inner_text() in ("still running", "仍在运行")
    page.wait_for_function("() => backlight.live === false", timeout=90000)

    assert page.evaluate(STATE) == [2, 1, 2]
    page.evaluate("() => backlight.store.set({ language: 'en' })")
    assert page.locator("#ending").inner_text().startswith("last heard of at ")


def test_two_pages_both_see_the_end(browser, page):
    watched = Watched("train.py")
    server = Server(watched)
    server.start()
    watched.start()
    other = browser.new_page()
    train(backlight.tensor(1.0, requires_grad=True), 2)
    try:
        for one in (page, other):
            one.goto(server.url)
            one.wait_for_timeout(500)  # it has asked once by its own name
        assert not server.awaited(watched.state)
        watched.stop(None)
        assert server.awaited(watched.state)
        for one in (page, other):
            one.wait_for_function("() => backlight.store.get().record.program.ending.kind === 'completed'")
        assert not server.awaited(watched.state)
    finally:
        watched.stop(None)
        server.stop()
        other.close()


def test_a_report_of_a_program_that_was_killed_says_when_it_was_last_heard_of(page, tmp_path):
    with Recording() as recording:
        train(backlight.tensor(1.0, requires_grad=True), 2)
    (tmp_path / "report.html").write_text(page_of(record_of(recording, "train.py")), encoding="utf-8")
    page.goto((tmp_path / "report.html").as_uri())
    page.evaluate("() => backlight.store.set({ language: 'en' })")

    assert page.locator("#ending").inner_text().startswith("last heard of at ")
    page.evaluate("() => backlight.store.set({ language: 'zh' })")
    assert page.locator("#ending").inner_text().startswith("最后一次消息：")
    assert page.said == []
