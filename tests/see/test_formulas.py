"""Local derivatives as text: every differentiable op has one, and where it can be computed it is the right one."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest

import backlight
from backlight import special
from backlight.core.card import OPS
from backlight.core.result import constant
from backlight.nn import functional
from backlight.see.record import Recording, jacobian, record_of
from tests.ops.cases import CASES
from tests.see.record.test_jacobian import ALL, is_real_and_smooth, numbers, recorded

DIFFERENTIABLE = sorted(name for name, card in OPS.items() if card.differentiable)
NO_SHORT_FORMULA = {
    "cholesky_ex", "lu_factor_ex", "lu", "pinv", "lstsq", "eigh", "eig", "ldl_factor_ex", "ldl_solve", "qr", "geqrf",
    "householder_product", "ormqr", "simple_layer", "gru_layer", "lstm_layer", "scatter_reduce",
}  # fmt: skip


def test_every_differentiable_op_has_a_local_derivative_but_for_those_without_a_short_one():
    assert {name for name in DIFFERENTIABLE if not OPS[name].local} == NO_SHORT_FORMULA


def test_a_formula_of_what_flows_back_has_no_sign_of_equality():
    for name in DIFFERENTIABLE:
        for text in OPS[name].local:
            if isinstance(text, str) and re.search(r"\bg\b", text):
                assert " = " not in text, name


def by_torch(function):
    return lambda *xs: np.asarray(function(*[constant(np.asarray(x, float)) for x in xs])._array)


def sigma(x):
    return 1 / (1 + np.exp(-x))


KNOWN: dict[str, Any] = {
    **{name: getattr(np, name) for name in ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign"]},
    "trunc": np.trunc,
    "sinc": np.sinc, "sqrt": np.sqrt, "floor": np.floor, "abs": np.abs, "where": np.where, "π": math.pi,
    "isfinite": np.isfinite, "max": np.maximum, "isnan": np.isnan,
    "σ": sigma, "Φ": by_torch(special.ndtr), "φ": lambda x: np.exp(-x * x / 2) / math.sqrt(2 * math.pi),
    "erfcx": by_torch(special.erfcx), "ψ": by_torch(special.digamma), "ψslope": lambda x: by_torch(polygamma(1))(x),
    "ζ": by_torch(special.zeta), "Γ": lambda x: np.exp(by_torch(special.gammaln)(x)),
    "Izero": by_torch(special.i0), "Ione": by_torch(special.i1),
}  # fmt: skip


def polygamma(n):
    return lambda x: special.polygamma(n, x)


PARAMETERS = {  # how a formula calls what the op's metadata has
    "α": ("alpha",), "β": ("beta",), "λ": ("size", "scale"), "slope": ("slope",),
    "t": ("threshold",), "n": ("base", "n"), "w": ("weight", "w"), "v": ("value",), "p": ("p", "ord"), "r": ("rate",),
    "min": ("min",), "max": ("max",), "size": ("size",), "δ": ("delta",), "c": ("correction",),
}  # fmt: skip

_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_UNARY = "exp|log|sin|cos|sinh|cosh|tan|sign"


def python_of(text: str) -> str:
    """A formula as Python: "1 where x > 0, else α·exp x" as where(x>0, 1, α*exp(x)); SyntaxError for other words."""
    for mark, sign in {"x = out": "x == out", "−": "-", "·": "*", "≤": "<=", "≥": ">=", "≠": "!="}.items():
        text = text.replace(mark, sign)
    above = re.fullmatch(r"(.+) where (.+) < x < (.+), 1 above", text)
    if above:
        return python_of(f"where(x >= {above[3]}, 1, {python_of(f'{above[1]} where {above[2]} < x < {above[3]}')})")
    cases = re.fullmatch(r"(.+?) where (.+?)(?:, else (.+))?", text)
    if cases:
        condition = cases[2].replace(" is finite", "").replace("|x|", "abs(x)")
        condition = f"isfinite({condition})" if "is finite" in cases[2] else condition
        chain = re.fullmatch(r"(.+?) (<=?) (.+?) (<=?) (.+)", condition)
        if chain:
            condition = f"({chain[1]} {chain[2]} {chain[3]}) & ({chain[3]} {chain[4]} {chain[5]})"
        return f"where({condition}, {python_of(cases[1])}, {python_of(cases[3] or '0')})"
    named = re.fullmatch(r"(.+), t = (.+)", text)
    if named:
        return f"(lambda t: {python_of(named[1])})({python_of(named[2])})"
    text = text.replace("ψ′", "ψslope").replace("I₀", "Izero").replace("I₁", "Ione")
    text = text.replace("√2π", "sqrt(2*π)").replace("tan² x", "tan(x)**2")
    text = re.sub(r"⌊(.+?)⌋", r"floor(\1)", text)
    text = re.sub(r"\|(.+?)\|", r"abs(\1)", text)
    text = re.sub(r"√\(", "sqrt(", text)
    text = re.sub(r"√(\w)", r"sqrt(\1)", text)
    text = re.sub(r"([\w)])ᵖ⁻¹", r"\1**(p-1)", text)
    text = re.sub(r"([\w)])ˣ⁻¹", r"\1**(x-1)", text)
    text = re.sub(r"([\w)])ʸ⁻¹", r"\1**(y-1)", text)
    text = text.replace("eˣ", "exp(x)")
    text = re.sub(r"(\w)ˣ", r"\1**x", text)
    text = re.sub(r"(\w)ʸ", r"\1**y", text)
    text = re.sub(r"([a-zα-ω)]+)\^(-?[\d.]+)", r"\1**(\2)", text)
    text = re.sub(r"([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"**({m[1].translate(_RAISED)})", text)
    text = re.sub(rf"\b({_UNARY}|sinc) (-?\w+)", r"\1(\2)", text).replace("πx", "π*x")
    text = re.sub(r"(\d)(?=[a-zπ(])", r"\1*", text)
    text = re.sub(r"\bx(?=sqrt)", "x*", text)
    return text


def value_of(text: str, names: dict[str, Any]) -> np.ndarray:
    """The numbers that a formula stands for."""
    with np.errstate(all="ignore"):
        return np.asarray(eval(compile(python_of(text), text, "eval"), {"__builtins__": {}, **KNOWN, **names}), float)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2x", 6.0), ("1/(2√x)", 0.5 / 3**0.5), ("−x/y²", -3 / 16), ("y·xʸ⁻¹", 108.0), 
        ("1 + tan² x", math.cos(3) ** -2),
        ("1 where x > 0, else α·exp x", 1.0), ("x/3 + 1/2 where −3 < x < 3, 1 above", 1.0), ("−⌊x/y⌋", 0.0),
        ("3·x⁻²", 1 / 3), ("0.5·x^-0.5", 0.5 / 3**0.5), ("−1/(2x√x)", -0.5 / 3**1.5), ("xʸ·log x", 81 * math.log(3)),
    ],
)  # fmt: skip
def test_formulas_are_read_as_people_read_them(text, expected):
    assert value_of(text, {"x": 3.0, "y": 4.0, "α": 5.0}) == pytest.approx(expected)


WORDS = {  # of elementwise ops: what a formula says in words or by a mark that only people read
    "angle", "complex", "conjugate", "conj_physical", "direction", "polar", "real", "imag",  # complex numbers
    "masked_dropout", "masked_fill", "masked_put", "where", "tril", "triu", "grid_coordinate",  # where something is so
    "copysign", "mvlgamma", "polygamma", "normalise_by", "frexp",  # ±1, Σ, ψ⁽ⁿ⁾, x of the whole channel
    "fill", "floor_divide", "standard_gamma_grad", "dirichlet_grad",  # no operand to read; not derived
}  # fmt: skip
ELEMENTWISE = [name for name in DIFFERENTIABLE if OPS[name].kind == "elementwise" and name not in WORDS]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_formula_of_an_elementwise_op_is_the_diagonal_of_its_table(name, monkeypatch):
    monkeypatch.setattr(jacobian, "ENTRIES", ALL)
    compared = 0
    for case in CASES:
        if case.op != name or not is_real_and_smooth(case) or not case.wanting(case.arrays()):
            continue
        arrays = case.arrays()
        recording, _ = recorded(case, arrays)
        if recording is None:
            continue
        told = record_of(recording)
        (step,), (graph,) = told["steps"], told["graphs"]
        (detail,) = recording.keeping.details
        for edge in graph["edges"]:
            node, table = graph["nodes"][edge["target"]], numbers(step["jacobians"].get(str(edge["id"])))
            if node["op"] != name or table is None or detail.contributions[edge["id"]] is None:
                continue
            text = (
                edge["formula"].rpartition(" = ")[2]
                if ", t = " not in edge["formula"]
                else edge["formula"].partition(" = ")[2]
            )
            names = letters(edge["formula"], case, arrays) | {"out": detail.values[edge["target"]]}
            shape, x = tuple(node["shape"]), arrays[edge["position"]]
            expected = np.broadcast_to(value_of(text, names), shape).reshape(-1)
            columns = np.broadcast_to(np.arange(x.size).reshape(x.shape), shape).reshape(-1)
            slopes = table[np.arange(len(table)), columns]
            known = np.isfinite(slopes) & np.isfinite(expected)
            np.testing.assert_allclose(
                slopes[known], expected[known], rtol=1e-7, atol=1e-7, err_msg=f"{case.id} {text}"
            )
            compared += known.sum()
    assert compared


def letters(formula: str, case, arrays) -> dict[str, Any]:
    """The operands and the metadata by the letters that formulas have for them."""
    rule = next(rule for rule in case.card.rules if rule is not None)
    operands = rule.__code__.co_varnames[2 : 2 + len(arrays)]
    named = dict(zip(operands, arrays, strict=True))
    if "≤ max" in formula or "x ≤ max" in formula:  # a bound that was not given
        named |= {"min": -math.inf, "max": math.inf}
    params = case.sample.params
    for letter, possible in PARAMETERS.items():
        for word in possible:
            if word in params and letter not in operands and params[word] is not None:
                named[letter] = params[word]
                break
    return named


REDUCTIONS = [
    "sum", "mean", "logsumexp", "var", "std", "vector_norm", "amax", "amin", "max", "min", "median", "mse_loss",
    "soft_margin_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits",
]  # fmt: skip


@pytest.mark.parametrize("name", REDUCTIONS)
def test_the_formula_of_a_reduction_to_one_number_is_its_table(name):
    compared = 0
    for case in CASES:
        arrays = case.arrays()
        if case.op != name or not is_real_and_smooth(case) or any(a.shape != arrays[0].shape for a in arrays[:2]):
            continue
        if any(a is not None for a in arrays[2:]):  # weights, of which the formula says nothing
            continue
        recording, _ = recorded(case, arrays)
        if recording is None:
            continue
        told = record_of(recording)
        (step,), (graph,) = told["steps"], told["graphs"]
        for edge in graph["edges"]:
            node, table = graph["nodes"][edge["target"]], numbers(step["jacobians"].get(str(edge["id"])))
            if node["op"] != name or table is None or len(table) != 1:
                continue
            x, text = arrays[edge["position"]], edge["formula"].partition(" = ")[2].removesuffix(", shared")
            names = letters(edge["formula"], case, arrays)
            names |= {"n": x.size, "mean": x.mean(), "c": case.sample.params.get("correction", 1)}
            names["out"] = numbers(step["values"][edge["target"]]["v"])
            expected = np.broadcast_to(value_of(text, names), x.shape).reshape(-1)
            np.testing.assert_allclose(table[0], expected, rtol=1e-7, atol=1e-9, err_msg=f"{case.id} {text}")
            compared += 1
    assert compared


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("outᵢ·(δᵢⱼ − outⱼ)", lambda x: x.softmax(0)),
        ("δᵢⱼ − exp outⱼ", lambda x: x.log_softmax(0)),
        ("w/σ·(δᵢⱼ − 1/n − x̂ᵢ·x̂ⱼ/n)", lambda x: functional.layer_norm(x, x.shape, eps=0)),
    ],
)
def test_formulas_with_rows_and_columns_are_the_table(text, made):
    x = backlight.tensor([0.5, -1.0, 2.0], dtype=backlight.float64, requires_grad=True)
    with Recording() as recording:
        out = made(x)
        out.backward(x.detach())
    told = record_of(recording)
    out, value = out.detach().numpy(), x.detach().numpy()
    known = {"out_i": out[:, None], "out_j": out, "δ": np.eye(3), "n": 3, "s": value.std(), "w": 1}

    assert told["graphs"][0]["edges"][0]["formula"].endswith(f" = {text}")
    written = (
        text.replace("outᵢ", "out_i").replace("outⱼ", "out_j").replace("δᵢⱼ", "δ").replace("exp out_j", "exp(out_j)")
    )
    written = written.replace("x̂ᵢ", "out_i").replace("x̂ⱼ", "out_j").replace("/σ", "/s")
    np.testing.assert_allclose(numbers(told["steps"][0]["jacobians"]["0"]), value_of(written, known), rtol=1e-9)


@pytest.mark.parametrize(
    "made",
    [
        lambda x, y: x @ y,
        lambda x, y: functional.linear(x, y.T),
        lambda x, y: backlight.addmm(backlight.ones(2, 2).double(), x, y),
        lambda x, y: backlight.linalg.inv(x @ y),
        lambda x, y: backlight.linalg.solve(x @ y, y[:2]),
    ],
)
def test_formulas_of_matrices_are_what_flows(made):
    x = backlight.tensor([[1.0, 2, 3], [0.5, -1, 2]], dtype=backlight.float64, requires_grad=True)
    y = backlight.tensor([[1.0, 0.5], [3, -2], [2, 1]], dtype=backlight.float64, requires_grad=True)
    with Recording() as recording:
        out = made(x, y)
        out.backward(backlight.tensor([[1.0, -2.0], [0.5, 3.0]]).double())
    told, (detail,) = record_of(recording), recording.keeping.details
    (graph,) = told["graphs"]

    compared = 0
    for edge in graph["edges"]:
        _, colon, text = edge["formula"].partition(": ")
        given = detail.contributions[edge["id"]]
        if colon and given is not None:
            into = [other for other in graph["edges"] if other["target"] == edge["target"]]
            named = {
                other["formula"].partition(":")[0].rpartition("/∂")[2]: detail.values[other["source"]] for other in into
            }
            named |= {"g": detail.gradients[edge["target"]], "out": detail.values[edge["target"]], "α": 1}
            np.testing.assert_allclose(given, eval(matrices_of(text), named), rtol=1e-9, err_msg=edge["formula"])
            compared += 1
    assert compared


def matrices_of(text: str) -> str:
    """A formula of matrices as Python: "−a⁻ᵀ g outᵀ" as -inv(a).T @ g @ out.T."""
    text = text.replace("−", "-").replace("α·", "α*")
    if "@" not in text:
        text = text.replace(" ", " @ ")
    text = re.sub(r"(\w+?)⁻[ᵀᴴ]", r"__import__('numpy').linalg.inv(\1).T", text)
    return re.sub(r"(\w)[ᵀᴴ]", r"\1.T", text)
