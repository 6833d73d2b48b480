"""How drawings look: colours in light and dark, and text: its fonts, its width, its escaping."""

from __future__ import annotations

# Light and dark. Blue against vermilion is told apart with every kind of colour vision; shapes and words repeat it.
COLOURS = {
    "page": ("#ffffff", "#14181d"),
    "ink": ("#1b1f24", "#e8ecf1"),
    "dim": ("#57606c", "#a3adb9"),
    "line": ("#8390a0", "#73808e"),
    "grid": ("#e4e8ed", "#29313a"),
    "box": ("#ffffff", "#1c222a"),
    "badge": ("#e9edf2", "#323b46"),
    "leaf": ("#e4f1fb", "#0f2a3d"),
    "leaf-edge": ("#0072b2", "#56b4e9"),
    "constant": ("#f4f5f7", "#191e24"),
    "result": ("#fff5d6", "#332a0a"),
    "result-edge": ("#a87400", "#e6b422"),
    "grad": ("#c2410c", "#ff9a5c"),
    "chip": ("#fdf2ec", "#2b1f17"),
    "warn": ("#a3195b", "#ff8ac6"),
}
SANS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
MONO = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace'

# In units of the font size, after the widest of the fonts above, so that text is never wider than its box.
_WIDTHS = {
    0.30: "ijlIJ'|",
    0.35: " .,:;/\\·",
    0.42: '()[]tfr!-"²³¹ⁿᵀ',
    0.55: "cskz*_?`⁻",
    0.65: "abdeghnopquvxy0123456789∂$√",
    0.71: "ABCEFKLPRSTXYZΣ{}",
    0.80: "DGHNOQUV&",
    0.84: "+−=<>~^#×÷→←↑↓",
    1.00: "mwMW%@…⚠",
}
_WIDTH = {character: width for width, characters in _WIDTHS.items() for character in characters}
_ESCAPES = {code: "\ufffd" for code in (*range(32), 127, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)}
_ESCAPES |= {9: " ", 10: "\n", 13: " ", 38: "&amp;", 60: "&lt;", 62: "&gt;", 34: "&quot;"}


def text_width(text: str, size: float, *, mono: bool = False, bold: bool = False) -> float:
    """Return how wide a text can be at most, in pixels, at a font size."""
    if mono:
        return sum(0.61 if ord(character) < 0x2E80 else 1.22 for character in text) * size
    width = sum(_WIDTH.get(character, 0.72 if ord(character) < 0x2E80 else 1.0) for character in text)
    return width * size * (1.1 if bold else 1.0)


def clip(text: str, length: int) -> str:
    """Return a text in one line of at most `length` characters, its end replaced by "…" if it is longer."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"


def escape(text: object) -> str:
    """Return text that is safe in XML, between tags and in quotes; characters that XML forbids are replaced."""
    return str(text).translate(_ESCAPES)


def stylesheet(rules: str) -> str:
    """Return a <style> element in which "fill:@ink" stands for the theme's colour.

    The light colour comes first, alone, for programs that know no variables. The page around decides between light and
    dark where it says so (Jupyter, VS Code, Sphinx), otherwise the reader's system.
    """
    for name in sorted(COLOURS, key=len, reverse=True):
        light = COLOURS[name][0]
        for key in ("fill", "stroke"):
            rules = rules.replace(f"{key}:@{name};", f"{key}:{light};{key}:var(--bl-{name},{light});")
    light, dark = (";".join(f"--bl-{name}:{pair[k]}" for name, pair in COLOURS.items()) for k in (0, 1))
    lights = "[data-theme=light] .backlight,[data-jp-theme-light=true] .backlight,.vscode-light .backlight"
    darks = "[data-theme=dark] .backlight,[data-jp-theme-light=false] .backlight,.vscode-dark .backlight"
    themes = f"@media (prefers-color-scheme:dark){{.backlight{{{dark}}}}}\n{lights}{{{light}}}\n{darks}{{{dark}}}"
    return f"<style>\n{rules.strip()}\n{themes}\n</style>"


def picture(width: float, height: float, label: str, body: list[str], rules: str) -> str:
    """Return a complete SVG document of that size around `body`, on a page of its own."""
    size = f'width="{width:g}" height="{height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="backlight" {size} viewBox="0 0 {width:g} {height:g}"'
    about = f' xml:space="preserve" role="img" aria-label="{escape(label)}">'
    page = f'<rect class="bl-page" {size} rx="8"/>'
    return "\n".join([head + about, stylesheet(rules), page, *body, "</svg>\n"])
