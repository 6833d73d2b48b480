"""The pictures of the page in docs/pictures: `python -m tests.browser.pictures` draws them anew.

Every picture is of a program as it stands in `tests/browser/programs`, at one step and position, in light and dark.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from backlight.see.page import page_of
from tests.browser.conftest import CHROMIUM
from tests.browser.looking import SIZES
from tests.browser.programs import record

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


@dataclass
class Picture:
    """A view of a program: of the first step from this on that was kept, when this share of it has happened.

    `choose` is JavaScript for the node that is chosen, from the graph's `nodes`.
    """

    name: str
    program: str
    step: int
    share: float = 1.0
    panel: str = "card"
    choose: str = ""
    size: str = "desktop"


PICTURES = [
    Picture("linear", "linear", 4, choose="nodes.find(node => node.name === 'w')"),
    Picture("quadratic", "quadratic", 4, 0.84),
    Picture("lstm", "lstm", 10, panel="parameters"),
    Picture("cnn", "cnn", 6, panel="loss"),
    Picture("gpt", "gpt", 4, panel="gradients"),
    Picture("gpt-block", "gpt", 4, choose="nodes.find(node => node.label === 'softmax')"),
    Picture("phone", "quadratic", 4, 0.84, size="phone"),
]

LOOK = """([number, share, panel]) => {
    const { store, data, panels } = backlight;
    const step = store.get().record.steps.findIndex(one => one.step >= number);
    store.set({ step, position: 0 });
    store.set({ position: Math.round(share * data.events(step).length) });
    panels.open(panel);
    backlight.view.fit(0.62);
}"""
CHOOSE = (
    "() => {{ const {{ nodes }} = backlight.data.graph(0); backlight.store.set({{selection: {{node: ({}).id}}}}); }}"
)


def shot(browser: Browser, page: Path, picture: Picture, scheme: Literal["light", "dark"]) -> Image.Image:
    """The picture as it looks in that colour scheme."""
    width, height = SIZES[picture.size]
    tab = browser.new_page(
        color_scheme=scheme,
        viewport={"width": width, "height": height},
        locale="en-US",
        reduced_motion="reduce",
        device_scale_factor=2 if picture.size == "phone" else 1,
    )
    tab.goto(page.as_uri())
    tab.evaluate(LOOK, [picture.step, picture.share, picture.panel])
    if picture.choose:
        tab.evaluate(CHOOSE.format(picture.choose))
    tab.wait_for_timeout(300)
    image = Image.open(BytesIO(tab.screenshot()))
    tab.close()
    return image.convert("RGB")


def main() -> None:
    """Draw all pictures, and say how large each is."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as session, tempfile.TemporaryDirectory() as folder:
        browser = session.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for picture in PICTURES:
            page = Path(folder) / f"{picture.program}.html"
            page.write_text(page_of(record(picture.program)), encoding="utf-8")
            for scheme in SCHEMES:
                path = FOLDER / f"{picture.name}-{scheme}.webp"
                shot(browser, page, picture, scheme).save(path, quality=72, method=6)
                print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main()
