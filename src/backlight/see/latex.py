"""Formulas of the local derivatives as LaTeX: words, signs and raised letters."""

from __future__ import annotations

import re

_SIGNS = {
    "×": r"\times ", "·": r"\cdot ", "−": "-", "Σ": r"\sum ", "Π": r"\prod ", "√": r"\surd ", "∂": r"\partial ",
    "ᵀ": r"^{\top}", "ᴴ": r"^{\mathsf{H}}", "⁻": "^{-}", "¹": "^{1}", "²": "^{2}", "³": "^{3}", "ⁿ": "^{n}", "′": "'",
    "∞": r"\infty ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "≈": r"\approx ", "±": r"\pm ", "→": r"\to ",
    "⊗": r"\otimes ", "∗": r"\ast ", "@": r"\,", "…": r"\dots ", "ᵢ": "_{i}", "ⱼ": "_{j}", "⁺": "^{+}",
    "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\epsilon ", "λ": r"\lambda ",
    "μ": r"\mu ", "π": r"\pi ", "ρ": r"\rho ", "σ": r"\sigma ", "φ": r"\phi ", "Φ": r"\Phi ", "ψ": r"\psi ",
    "ω": r"\omega ", "Δ": r"\Delta ",
}  # fmt: skip
_SPECIAL = {c: rf"\{c}" for c in "#$%&_{}"} | {"~": r"\sim ", "^": r"\wedge ", "\\": r"\backslash "}
_TOGETHER = {"⁻ᵀ": r"^{-\top}", "⁻¹": "^{-1}", "⁻²": "^{-2}", "ⁿ⁺¹": "^{n+1}", "ⁿ⁻¹": "^{n-1}", "ᵢⱼ": "_{ij}"}
_WORD = re.compile(r"[^\W\d_]{2,}", re.ASCII)
_NUMBERED = re.compile(r"([^\W\d_])(\d+)", re.ASCII)


def signs(text: str) -> str:
    """A formula's text as LaTeX.

    >>> signs("1/(2√x)"), signs("xᵀ @ g"), signs("exp x")
    ('1/(2\\\\surd x)', 'x^{\\\\top} \\\\, g', '\\\\mathrm{exp}\\\\, x')
    """
    for together, latex in _TOGETHER.items():
        if together in text:
            return latex.join([signs(part) for part in text.split(together)])
    parts, at = [], 0
    for word in _WORD.finditer(text):
        parts += [_letters(text[at : word.start()]), rf"\mathrm{{{word[0]}}}"]
        if text[word.end() : word.end() + 1] == " ":
            parts.append(r"\,")
        at = word.end()
    return "".join([*parts, _letters(text[at:])])


def _letters(text: str) -> str:
    return "".join([_SIGNS.get(c) or _SPECIAL.get(c) or (c if c.isascii() else rf"\text{{{c}}}") for c in text])


def symbol(name: str) -> str:
    """A variable's name as LaTeX: a letter, a letter with its number, or a word.

    >>> symbol("w"), symbol("v12"), symbol("my_loss")
    ('w', '{v_{12}}', '\\\\mathrm{my\\\\_loss}')
    """
    if len(name) == 1 and name.isascii() and name.isalpha():
        return name
    numbered = _NUMBERED.fullmatch(name)
    if numbered:
        return f"{{{numbered[1]}_{{{numbered[2]}}}}}"  # in braces, as a formula may add an index of its own
    return rf"\mathrm{{{_letters(name)}}}"


def derivative(of: str, by: str) -> str:
    """∂of/∂by, of names."""
    return rf"\frac{{\partial {symbol(of)}}}{{\partial {symbol(by)}}}"
