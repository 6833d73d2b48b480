"""The page: a record in one HTML file that shows it, from disk, with no network and no server.

Plain JavaScript without a build step: the scripts stand in `scripts/` as they are served. Each adds one thing to the
object `backlight`; they come into the page in the order of `SCRIPTS`, what others need before what needs others.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

HERE = Path(__file__).parent
STYLES = ("style.css", "panels.css")
SCRIPTS = (
    *("store", "data", "words", "words-view", "words-formula", "format", "dom", "chart"),
    *("picture", "matrix", "formula", "links"),
    *("tree", "layers", "layout", "frames", "zoom", "boxes", "lines", "graph", "sliders"),
    *("panels", "card-node", "card-edge", "card-module", "card"),
    *("loss", "parameters", "gradients", "code", "notices", "search", "main"),
)

LIVE = "connect-src 'self'; "


def page_of(record: dict, script: str = "") -> str:
    """Return a record as a self-contained HTML page.

    The page may load nothing at all and run nothing but its own scripts: its Content-Security-Policy names them by
    their hashes. The record's text is data throughout, never markup.

    Arguments: script, one more that runs last and may ask the server that the page came from, for the live page.
    """
    scripts = [_read(f"scripts/{name}.js") for name in SCRIPTS] + [script] * bool(script)
    style = "\n".join([_read(name) for name in STYLES])
    policy = (
        f"default-src 'none'; {LIVE * bool(script)}img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {' '.join([_hash(script) for script in scripts])}"
    )
    parts = {
        "policy": policy,
        "style": f"<style>{style}</style>",
        "record": f'<script type="application/json" id="record">{data(record)}</script>',
        "scripts": "\n".join([f"<script>{script}</script>" for script in scripts]),
    }
    page = _read("index.html")
    for name, part in parts.items():
        before, _, after = page.partition(f"<!--{name}-->")
        page = before + part + after
    return page


def data(record: dict) -> str:
    """A record as JSON that can stand inside of a <script> element: it holds no "<"."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
