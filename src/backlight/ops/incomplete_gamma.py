"""The incomplete gamma functions P and Q: each by the method that is exact where it is asked for.

The methods are those of DLMF: 8.7 (series), 8.9 (continued fraction), 8.12 (Temme's uniform expansion, for x near a
large a). tests/golden/make_gamma.py computes the coefficients with mpmath.
"""

from __future__ import annotations

import math

import numpy as np

from backlight.core.op import elementwise
from backlight.ops.functions import exp, log
from backlight.ops.gamma import in_double, no_slope
from backlight.ops.special import erfc, hurwitz, lgamma, polynomial

# Cₖ(η) = Σ dₖₙ·ηⁿ, a row for each k; the powers of η go on until they are too small to count for |x/a − 1| ≤ 0.3.
# fmt: off
_TEMME = (
    (-0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073, 0.0003527336860670194,
     -0.0001787551440329218, 3.919263178522438e-05, -2.185448510679992e-06, -1.85406221071516e-06,
     8.296711340953087e-07, -1.7665952736826078e-07, 6.707853543401498e-09, 1.0261809784240309e-08,
     -4.382036018453353e-09, 9.14769958223679e-10, -2.5514193994946248e-11, -5.830772132550426e-11,
     2.4361948020667415e-11),
    (-0.001851851851851852, -0.003472222222222222, 0.0026455026455026454, -0.0009902263374485596,
     0.00020576131687242798, -4.018775720164609e-07, -1.8098550334489977e-05, 7.64916091608111e-06,
     -1.6120900894563446e-06, 4.647127802807434e-09, 1.378633446915721e-07, -5.752545603517705e-08,
     1.1951628599778148e-08, -1.7543241719747647e-11, -1.0091543710600413e-09, 4.162792991842583e-10,
     -8.56390702649298e-11, 6.067215101604758e-14),
    (0.004133597883597883, -0.0026813271604938273, 0.0007716049382716049, 2.0093878600823047e-06,
     -0.0001073665322636516, 5.2923448829120125e-05, -1.2760635188618728e-05, 3.423578734096138e-08,
     1.3721957309062934e-06, -6.298992138380055e-07, 1.4280614206064242e-07, -2.0477098421990866e-10,
     -1.409252991086752e-08, 6.228974084922022e-09, -1.3670488396617114e-09, 9.428356159014678e-13,
     1.2872252400089318e-10, -5.5645956134363323e-11),
    (0.0006494341563786008, 0.00022947209362139917, -0.0004691894943952557, 0.00026772063206283885,
     -7.561801671883977e-05, -2.396505113867297e-07, 1.1082654115347302e-05, -5.6749528269915965e-06,
     1.4230900732435883e-06, -2.7861080291528143e-11, -1.6958404091930278e-07, 8.099464905388083e-08,
     -1.9111168485973655e-08, 2.3928620439808118e-12, 2.0620131815488797e-09, -9.460496661855133e-10,
     2.1541049775774907e-10, -1.388823336813903e-14),
    (-0.0008618882909167117, 0.0007840392217200666, -0.0002990724803031902, -1.4638452578843418e-06,
     6.641498215465122e-05, -3.968365047179435e-05, 1.1375726970678419e-05, 2.507497226237533e-10,
     -1.6954149536558305e-06, 8.907507532205309e-07, -2.292934834000805e-07, 2.956794137544049e-11,
     2.8865829742708783e-08, -1.4189739437803219e-08, 3.4463580499464896e-09, -2.3024517174528067e-13,
     -3.9409233028046403e-10, 1.86023389685045e-10),
    (-0.00033679855336635813, -6.972813758365857e-05, 0.0002772753244959392, -0.00019932570516188847,
     6.797780477937208e-05, 1.419062920643967e-07, -1.3594048189768693e-05, 8.018470256334202e-06,
     -2.291481176508095e-06, -3.252473551298454e-10, 3.4652846491085265e-07, -1.8447187191171344e-07,
     4.8240967037894184e-08, -1.7989466721743514e-14, -6.306194500013523e-09, 3.162417628774568e-09,
     -7.840924253697429e-10, 5.192679165254041e-15),
    (0.0005313079364639922, -0.0005921664373536939, 0.0002708782096718045, 7.902353232660328e-07,
     -8.153969367561969e-05, 5.61168275310625e-05, -1.8329116582843375e-05, -3.0796134506033047e-09,
     3.465155368803609e-06, -2.0291327396058603e-06, 5.788792863149004e-07, 2.338630673826657e-13,
     -8.828600746330484e-08, 4.7435958880408125e-08, -1.2545415020710383e-08, 8.649648858010293e-14,
     1.6846058979264062e-09, -8.575492823577594e-10),
    (0.00034436760689237765, 5.171790908260592e-05, -0.00033493161081142234, 0.0002812695154763237,
     -0.00010976582244684731, -1.2741009095484485e-07, 2.7744451511563645e-05, -1.8263488805711332e-05,
     5.7876949497350525e-06, 4.93875893393627e-10, -1.0595367014026043e-06, 6.166714376110408e-07,
     -1.7562973359060463e-07, -1.297447328701544e-12, 2.695423606288966e-08, -1.4578352908731272e-08,
     3.887645959386175e-09, -3.881002251019412e-17),
    (-0.0006526239185953094, 0.0008394987206720873, -0.000438297098541721, -6.969091458420552e-07,
     0.00016644846642067547, -0.00012783517679769218, 4.629953263691304e-05, 4.557909867922708e-09,
     -1.0595271125805195e-05, 6.783342904865167e-06, -2.1075476666258803e-06, -1.7213731432817144e-11,
     3.773587741611098e-07, -2.1867506700122867e-07, 6.220228804018927e-08, 6.597703826733e-16,
     -9.590386497425686e-09, 5.213214492280807e-09),
    (-0.0005967612901927463, -7.204895416020011e-05, 0.0006782308837667328, -0.0006401475260262758,
     0.00027750107634328704, 1.819700838046515e-07, -8.479507117068503e-05, 6.105192082501531e-05,
     -2.1073920183404862e-05, -8.858589014125599e-10, 4.5284535953805374e-06, -2.8427815022504407e-06,
     8.708234177864641e-07, 3.6886101871706966e-12, -1.534469519070206e-07, 8.862466778790695e-08,
     -2.5184812301826817e-08, -1.0225912098215092e-14),
    (0.0013324454494800656, -0.0019144384985654776, 0.0011089369134596636, 9.9324041226423e-07,
     -0.0005087450129309319, 0.00042735056665392886, -0.00016858853767910798, -8.1301893922785e-09,
     4.5284402370562144e-05, -3.127053674781734e-05, 1.044986828530338e-05, 4.8435226265680926e-11,
     -2.148256587345626e-06, 1.329369701097492e-06, -4.029569309210103e-07, -1.756787766632329e-13,
     7.014504316366825e-08, -4.040787734999483e-08),
    (0.001579727660730835, 0.00016251626278391583, -0.0020633421035543276, 0.00213896861856891,
     -0.0010108559391263003, -3.99127055299192e-07, 0.0003623502508476469, -0.00028143901463712157,
     0.00010449513336495887, 2.12114184918303e-09, -2.5779417251947842e-05, 1.7281818956040464e-05,
     -5.641377387290428e-06, -1.1024320105776174e-11, 1.1223224418895174e-06, -6.869339637952674e-07,
     2.0653236975414888e-07, 4.6714772409838506e-14),
)
# fmt: on


def _log_gamma_1p(a):
    """log Γ(1 + a) for |a| ≤ ½, exact near 0: DLMF 5.7.3, whose terms shrink like (a/2)ᵏ."""
    total = np.zeros_like(a)
    for k in range(28, 1, -1):
        total = a * (total + (-1) ** k * _ZETA_LESS_1[k] / k)
    return a * (total + 1 - np.euler_gamma) - np.log1p(a)


_ZETA_LESS_1 = hurwitz(np.arange(2.0, 29), np.full(27, 2.0))
_ZETA_LESS_1 = np.concatenate([[0, 0], _ZETA_LESS_1])


# B₂ₖ/(2k(2k − 1))
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400)


def _prefactor(a, x):
    """xᵃ·exp(−x)/Γ(a), for large a by Stirling's formula with the difference of x and a in one logarithm."""
    plain = np.exp(a * np.log(x) - x - lgamma(a))
    large = np.maximum(a, 10)
    mu = (x - large) / large
    gap = np.where(np.abs(mu) < 0.5, -_eta_squared(np.clip(mu, -0.5, 0.5)) / 2, np.log1p(mu) - mu)
    square = 1 / (large * large)
    stirling = polynomial(_STIRLING, square) / large
    return np.where(a < 10, plain, np.exp(large * gap - stirling) * np.sqrt(large / (2 * math.pi)))


def _eta_squared(mu):
    """2·(μ − log(1 + μ)) for |μ| ≤ ½, by the series of log((1 + z)/(1 − z)) with z = μ/(2 + μ)."""
    z = mu / (2 + mu)
    square = z * z
    total = np.zeros_like(mu)
    for k in range(25, 1, -2):
        total = square * (total + 1 / k)
    return 2 * (mu * z - 2 * z * total)  # μ − 2z = μ·z


def _series(a, x):
    """P by DLMF 8.7.1: Σ xⁿ/(a + 1)ₙ times the prefactor over a."""
    term, total, n = np.ones_like(a), np.ones_like(a), a.copy()
    for _ in range(2000):
        n += 1
        term = term * x / n
        total += term
        if not (term > 1e-17 * total).any():
            break
    return total * _prefactor(a, x) / a


def _small_x(a, x):
    """Q for x near 0 and small a, without the cancellation of 1 − P."""
    term, total = np.ones_like(a), np.zeros_like(a)
    for n in range(1, 60):
        term = term * -x / n
        total += term / (a + n)
    # log Γ(1 + a), of which a small a needs every digit
    power = a * np.log(x) - np.where(a < 0.5, _log_gamma_1p(np.minimum(a, 0.5)), lgamma(a + 1))
    return -np.expm1(power) - a * np.exp(power) * total


def _fraction(a, x):
    """Q by Legendre's continued fraction, DLMF 8.9.2, evaluated by the method of Lentz."""
    b = x + 1 - a
    c, d = np.full_like(a, 1e300), 1 / b
    total = d.copy()
    for n in range(1, 2000):
        b = b + 2
        factor = -n * (n - a)
        d = 1 / _not_0(factor * d + b)
        c = _not_0(b + factor / c)
        total *= c * d
        if not (np.abs(c * d - 1) > 4e-16).any():
            break
    return total * _prefactor(a, x)


def _not_0(x):
    return np.where(x == 0, 1e-300, x)


def _uniform(a, x, upper):
    """P or Q by Temme's expansion, DLMF 8.12.7, for a > 20 and |x/a − 1| ≤ 0.3."""
    mu = (x - a) / a
    eta = np.copysign(np.sqrt(_eta_squared(mu)), mu)
    correction = np.zeros_like(a)
    for row in _TEMME[::-1]:
        correction = correction / a + polynomial(row, eta)
    correction *= np.exp(-a * eta * eta / 2) / np.sqrt(2 * math.pi * a)
    root = eta * np.sqrt(a / 2)
    return erfc(root) / 2 + correction if upper else erfc(-root) / 2 - correction


def _incomplete(upper):
    """The kernel of P (lower) or Q (upper): each method where it is exact, and the other one's complement."""

    def kernel(a, x):
        out = np.full(a.shape, np.nan)
        out[(a == 0) & (x > 0)] = not upper
        out[(x == 0) & (a > 0)] = upper
        out[np.isinf(a) & (x >= 0) & ~np.isinf(x)] = upper
        out[np.isinf(x) & (a >= 0) & ~np.isinf(a)] = not upper
        todo = (a > 0) & (x > 0) & ~np.isinf(a) & ~np.isinf(x)
        near = todo & (a > 20) & (np.abs(x - a) <= 0.3 * a)
        fraction = todo & ~near & (x > 1.1) & (x > a)
        small = todo & ~near & ~fraction & (a < np.where(x <= 0.5, -0.4 / np.log(x), 1.1 * x)) & (x <= 1.1)
        series = todo & ~near & ~fraction & ~small
        out[near] = _uniform(a[near], x[near], upper)
        for where, method, gives_upper in ((fraction, _fraction, 1), (small, _small_x, 1), (series, _series, 0)):
            if where.any():
                found = method(a[where], x[where])
                out[where] = found if gives_upper == upper else 1 - found
        return out

    return kernel


def _density(x, y):
    """The derivative of P for y: yˣ⁻¹·exp(−y)/Γ(x)."""
    return exp((x - 1) * log(y) - y - lgamma(x))


igamma = elementwise(
    in_double(_incomplete(0)),
    no_slope("igamma"),
    lambda g, out, x, y: g * _density(x, y),
    name="igamma",
    to_float=True,
    label="P",
    local=("?", "yˣ⁻¹·exp(−y)/Γ(x)"),
)
igammac = elementwise(
    in_double(_incomplete(1)),
    no_slope("igammac"),
    lambda g, out, x, y: -g * _density(x, y),
    name="igammac",
    to_float=True,
    label="Q",
    local=("?", "−yˣ⁻¹·exp(−y)/Γ(x)"),
)
