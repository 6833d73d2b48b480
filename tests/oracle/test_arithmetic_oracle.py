"""Arithmetic, functions, comparisons and selections under torch's names, line by line next to torch."""

from __future__ import annotations

import pytest

from tests.oracle.calls import assert_same, lines

torch = pytest.importorskip("torch")

OPERATORS = """
x + y
x - y
x * y
x / y
x // y
x % y
x ** 2
x ** 3
y ** -1
y ** 0
p ** 0.5
p ** -0.5
p ** y[:, :3]
2 ** y
2.5 ** i
2 ** i
0 ** p
i ** 2
i ** 0.5
i ** i
i ** -1
b ** 2
x + 1
1 + x
x - 1
2 - x
2 / x
2 // y
5 % j
5 // j
5.5 % j
2 * x
-x
+x
abs(x)
x + True
i + 1.5
i * 2
i / 2
i / j
i // 2
i // 2.5
i % j
i / 0
i // 0
i % 0
x // 0
x % 0
b + b
b * b
b + 1
b + 1.5
b * 2
b / b
b - b
-b
+b
2 - b
~b
~i
i & 3
i | 8
i ^ j
3 & i
b & b
b | True
b ^ b
x & x
i << 1
2 << j
i >> 1
x << 1
x == y
x == 1
x != y
x < y
x <= 1
1 < x
x > y
x >= i[:, :1]
x == None
x != None
x == 'a'
x < None
x + None
x + 'a'
'a' + x
x * 'a'
x ** 'a'
x * [1, 2]
u + 300
u - 5
u * 2
u + d
h * 2
h + d
h + x[0, :2]
k + h
k * d
s + d
s * h
d * s
x + d[:1]
i + p[:1]
b + h
i + b[0, 0]
x * np.float64(2)
x * np.float32(2)
i * np.float64(2)
i * np.int64(2)
np.float64(2) * x
np.float32(2) * i
np.float64(2) / x
np.float64(2) - x
np.int64(2) + i
np.ones(2) / d
d - np.ones(2)
d * np.ones((3, 2))
x * 1e40
x / 1e-40
x + torch.ones(3)
x[:0] + x[:1]
torch.ones(2, 3) * torch.ones(3, 2)
c + 1
c * c
c == c
c - x[0, :2]
x[0, :2] * 1j
x.type(torch.int8) * 100
divmod(i, 2)
bool(s == 3)
bool(x == 3)
hash(x) == hash(x)
x in [x]
"""

NAMED = """
torch.add(x, y)
torch.add(x, y, alpha=2)
torch.add(x, 1, alpha=2)
torch.add(2, x)
torch.add(i, i, alpha=1.5)
torch.add(i, 1.5)
torch.add(b, b, alpha=True)
torch.add(x, 'a')
torch.add(x, [1])
torch.sub(x, y, alpha=0.5)
torch.sub(b, b)
torch.sub(b, 1)
torch.sub(i, j, alpha=3)
torch.subtract(x, 2)
torch.rsub(x, 2)
torch.rsub(x, y, alpha=3)
torch.mul(x, 2)
torch.mul(2, x)
torch.multiply(x, y)
x.mul(other=2)
x.add(other=y, alpha=2)
torch.div(x, y)
torch.div(i, 2)
torch.div(i, 2, rounding_mode='trunc')
torch.div(-i, 2, rounding_mode='floor')
torch.div(-i, 2, rounding_mode='trunc')
torch.div(x, 2, rounding_mode='floor')
torch.div(x, y, rounding_mode='trunc')
torch.div(x, 2, rounding_mode='no')
torch.div(i, 0, rounding_mode='floor')
torch.divide(x, 2)
torch.true_divide(i, 2)
torch.floor_divide(x, 2)
torch.floor_divide(-i, 2)
torch.remainder(x, y)
torch.remainder(-i, 3)
torch.remainder(5, j)
torch.fmod(x, y)
torch.fmod(-i, 3)
torch.fmod(i, 0)
torch.pow(x, 2)
torch.pow(2, i)
torch.pow(2, 3)
torch.pow(p, p)
torch.pow(x, 'a')
torch.float_power(i, 2)
torch.float_power(2, i)
torch.float_power(x, y)
torch.square(i)
torch.square(b)
torch.neg(x)
torch.negative(i)
torch.positive(b)
torch.abs(i)
torch.absolute(x)
torch.abs(c)
torch.sign(x)
torch.sign(b)
torch.sign(n)
torch.sgn(x)
torch.sgn(c)
torch.reciprocal(i)
torch.addcmul(x, y, y, value=2)
torch.addcmul(i, i, j, value=2)
torch.addcmul(x, i[:, :1], y)
torch.addcdiv(x, y, y + 9, value=2)
torch.addcdiv(x, i[:, :1], j[:, :1])
torch.lerp(x, y, 0.3)
torch.lerp(x, y, 0.9)
torch.lerp(x, y, x)
torch.lerp(x, i, 2)
torch.lerp(i, i, 2)
torch.exp(2.0)
torch.exp([1.0])
torch.exp(None)
torch.equal(x, x.clone())
torch.equal(x, y)
torch.equal(x, x[0])
torch.equal(x, 1)
torch.allclose(x, x + 1e-9)
torch.allclose(x, y)
torch.allclose(x, d)
torch.allclose(n, n, equal_nan=True)
torch.isclose(n, n)
torch.isclose(x, y, atol=2.5)
torch.isclose(x, d)
torch.eq(x, 1)
torch.ne(x, y)
torch.lt(x, y)
torch.le(x, 1)
torch.gt(x, y)
torch.ge(x, 1)
torch.not_equal(x, 2)
torch.less(x, 2)
torch.less_equal(x, 2)
torch.greater(x, 2)
torch.greater_equal(x, 2)
x.greater_equal(1)
torch.isnan(n)
torch.isnan(i)
torch.isinf(n)
torch.isinf(i)
torch.isfinite(n)
torch.isposinf(n)
torch.isneginf(n)
torch.isreal(c)
torch.isreal(x)
torch.signbit(-x)
torch.logical_and(x, i[:, :1])
torch.logical_or(b, b)
torch.logical_xor(x, y)
torch.logical_not(x)
torch.bitwise_and(i, 1)
torch.bitwise_and(1, i)
torch.bitwise_or(i, j)
torch.bitwise_xor(b, b)
torch.bitwise_not(i)
torch.bitwise_not(x)
torch.bitwise_left_shift(i, 2)
torch.bitwise_right_shift(i, 1)
torch.gcd(i, j)
torch.lcm(i, j)
torch.gcd(i, x[:, :3])
torch.where(b)
torch.where(b, 1.0, d)
torch.where(b, 1, 2)
torch.where(b, 1.0, 2)
torch.where(b, i[:, :2], 2.5)
torch.where(i, x, x)
torch.where(x > 0, x, y)
torch.where(x > 0, x, 0)
torch.where(x > 0, d[:1], x)
x.where(x > 0, y)
torch.where(b, 'a', 1)
torch.maximum(x, y)
torch.maximum(x, 1)
torch.minimum(n, n.flip(0))
torch.maximum(i, d[:1])
torch.fmax(n, n.flip(0))
torch.fmin(n, n.flip(0))
torch.max(x, y)
torch.min(x, y)
torch.max(x, i[:, :1])
x.max(y)
torch.clamp(x, 0, 1)
torch.clamp(x, min=0)
torch.clamp(x, max=1)
torch.clamp(x, 2, -2)
torch.clamp(x)
torch.clamp(i, 0.5)
torch.clamp(i, 1, 2)
torch.clamp(x, y)
torch.clamp(x, y, y + 1)
torch.clamp(x, max=y)
torch.clamp(i, min=p[:1])
torch.clip(x, -1, 1)
x.clip(0)
torch.clamp_min(x, 0)
torch.clamp_max(x, y)
torch.clamp_min(i, 2)
torch.clamp_min(i, 0.5)
x.clamp_min(1).clamp_max(2)
torch.clamp(n, 0, 1)
torch.nan_to_num(n)
torch.nan_to_num(n, 1, 2, 3)
torch.nan_to_num(n.double(), nan=7)
torch.nan_to_num(i)
n.half().nan_to_num()
torch.real(c)
torch.imag(c)
torch.imag(x)
torch.real(i)
c.real
c.imag
c.conj() * 1
torch.conj(i)
torch.angle(c)
torch.angle(-i)
torch.angle(n)
"""

FUNCTIONS_OF_ONE = """
sqrt rsqrt exp exp2 expm1 log log2 log10 log1p sigmoid relu sin cos tan sinh cosh tanh asin acos atan asinh acosh
atanh arcsin arccos arctan arcsinh arccosh arctanh sinc deg2rad rad2deg ceil floor trunc fix round erf erfc erfinv
lgamma digamma logit neg abs sign square reciprocal isnan isinf isfinite logical_not
"""

FUNCTIONS = """
torch.round(x, decimals=1)
torch.frac(x)
torch.logit(p, 0.3)
torch.polygamma(1, p)
torch.polygamma(2, p)
torch.polygamma(0, p)
torch.polygamma(-1, p)
p.polygamma(1)
torch.atan2(x, y)
torch.atan2(i, j)
torch.arctan2(x, y)
torch.hypot(x, y)
torch.copysign(x, y)
torch.copysign(x, -1)
torch.copysign(i, -1)
torch.nextafter(x, y)
torch.heaviside(x, torch.tensor(0.5))
torch.logaddexp(x, y)
torch.logaddexp2(x, y)
torch.xlogy(x, 2)
torch.xlogy(2, p)
torch.xlogy(i, j)
torch.ldexp(x, i[:, :1])
torch.exp(b)
torch.exp(u)
h.exp()
h.sqrt() + 1
torch.exp(x.t())
torch.exp(e)
torch.exp(s)
torch.exp(c)
torch.sqrt(c)
"""

INPLACE = """
x.add_(1); x
x.add_(y); x
x.add_(y, alpha=2); x
x.sub_(y, alpha=0.5); x
x.mul_(y); x
x.div_(2); x
x.div_(y, rounding_mode='floor'); x
x.pow_(2); x
x.neg_(); x
x.abs_(); x
x.sqrt_(); x
x.rsqrt_(); x
x.square_(); x
x.exp_(); x
x.log_(); x
x.sigmoid_(); x
x.tanh_(); x
x.relu_(); x
x.sin_(); x
x.cos_(); x
x.floor_(); x
x.round_(); x
x.clamp_(0, 1); x
x.clamp_(max=1); x
x.clamp_min_(0.5); x
x.clamp_(min=y); x
x.reciprocal_(); x
x.erf_(); x
x.lerp_(y, 0.1); x
x.addcmul_(y, y, value=0.1); x
x.addcdiv_(y, y + 9, value=0.1); x
x.copysign_(-1); x
x.nan_to_num_(); x
x.fmod_(2); x
x.remainder_(2); x
x.floor_divide_(2); x
x.true_divide_(2); x
x.zero_(); x
x.fill_(2); x
x.fill_(True); x
x.fill_(s); x
x.fill_(torch.ones(2)); x
x.fill_('a'); x
x.copy_(y); x
x.copy_(y[0]); x
x.copy_(torch.ones(3)); x
x.copy_(i[:, :1]); x
x.copy_(2); x
i.copy_(torch.tensor(1.7)); i
i.copy_(torch.tensor([-1.7, 2.5, 1e3])); i
b.fill_(2); b
b.copy_(torch.tensor([0.0, 2.0])); b
i.add_(1); i
i.add_(1.5); i
i.div_(2); i
i.mul_(2.5); i
i.exp_(); i
i.floor_divide_(2); i
i.remainder_(2); i
i.bitwise_and_(1); i
i.bitwise_or_(8); i
i.bitwise_xor_(3); i
b.logical_not_(); b
x.logical_not_(); x
x.eq_(1); x
x.add_(torch.ones(3, 2, 4)); x
x.add_(torch.ones(3)); x
x += 1; x
x -= y; x
x *= 2; x
x /= y + 9; x
x **= 2; x
x //= 2; x
x %= 2; x
i += 1; i
i += 1.5; i
i /= 2; i
i //= 2; i
i &= 1; i
i |= 8; i
i <<= 1; i
b ^= True; b
x += 'a'; x
x += None; x
h += x[0, :2]; h
h *= d; h
s += 1; s
z = x; z += 1; x
z = x[0]; z *= 2; x
z = x[:, 1]; z.zero_(); x
z = x.t(); z.add_(1); x
x[0].fill_(7); x
x[:, ::2].copy_(y[:, ::2]); x
z = torch.exp_(x); x
z = torch.relu_(x); x
z = torch.clamp_(x, 0, 1); x
torch.zeros(3).expand(2, 3).add_(1)
g.add_(1)
g.zero_()
g += 1; g
z = g[0]; z.mul_(2)
z = g * 1; z += 1; z
z = g * 1; z.mul_(2).sum().backward(); g.grad
z = g * 1; z.exp_().sum().backward(); g.grad
z = g * 1; z.pow_(3).sum().backward(); g.grad
z = g * 1; z.fill_(2).sum().backward(); g.grad
z = g * 1; z.zero_(); z
z = torch.zeros(3); z.copy_(g).sum().backward(); g.grad
z = torch.zeros(2, 3); z.copy_(g).sum().backward(); g.grad
z = torch.zeros(3); z.fill_(g.sum()).sum().backward(); g.grad
z = torch.zeros(3); z += g; (z * z).sum().backward(); g.grad
z = torch.zeros(3); z.add_(g, alpha=2); z.sum().backward(); g.grad
z = g * 1; w = z * z; z += 1; w.sum().backward(); g.grad
z = g * 1; w = z.exp(); w += 1; w.sum().backward(); g.grad
z = g * 1; w = z + 2; z += 1; w.sum().backward(); g.grad
z = g * 1; z[0] *= 5; z.sum().backward(); g.grad
z = g * 1; z[1:].relu_(); z.sum().backward(); g.grad
"""

OUT = """
z = torch.empty(0); torch.add(x, y, out=z); z
z = torch.ones(2, 4); torch.mul(x, 2, out=z); z
z = torch.ones(3); torch.exp(x, out=z); z
z = torch.ones(2, 4, dtype=torch.float64); torch.exp(x, out=z); z
z = torch.ones(2, 4, dtype=torch.int64); torch.exp(x, out=z)
z = torch.ones(2, 4, dtype=torch.int64); torch.add(x, 1, out=z)
z = torch.ones(2, 3, dtype=torch.float32); torch.add(i, 1, out=z); z
z = torch.ones(2, 3, dtype=torch.int32); torch.add(i, 1, out=z); z
z = torch.ones(2, 3, dtype=torch.bool); torch.add(i, 1, out=z)
z = torch.ones(3, requires_grad=True); torch.exp(p, out=z)
torch.exp(g, out=torch.ones(3))
torch.add(g, p, out=torch.ones(3))
torch.exp(x, out=1)
torch.add(x, x, out=x); x
z = torch.zeros(4, 4); torch.add(x, y, out=z[:2]); z
z = torch.ones(2, 4, dtype=torch.bool); torch.lt(x, y, out=z); z
z = torch.ones(2, 4); torch.lt(x, y, out=z); z
z = torch.empty(0); torch.clamp(x, 0, 1, out=z); z
z = torch.empty(0); torch.where(x > 0, x, y, out=z); z
z = torch.empty(0); torch.pow(x, 2, out=z); z
z = torch.empty(0); torch.sigmoid(x, out=z) is z
z = torch.ones(2, 4, dtype=torch.float16); torch.exp(x, out=z); z
"""

GRADIENTS = """
((g - 1) ** 2).sum().backward(); g.grad
(g ** 3).sum().backward(); g.grad
(g ** -0.5).sum().backward(); g.grad
(g ** 0).sum().backward(); g.grad
(2 ** g).sum().backward(); g.grad
(g ** g).sum().backward(); g.grad
(2 / g).sum().backward(); g.grad
(2 - g).sum().backward(); g.grad
(g % 2).sum().backward(); g.grad
torch.fmod(g, p).sum().backward(); g.grad
torch.div(g, p, rounding_mode='floor').sum().backward(); g.grad
torch.maximum(g, g.detach()).sum().backward(); g.grad
torch.max(g, torch.tensor(2.0)).sum().backward(); g.grad
torch.fmax(g, g.detach()).sum().backward(); g.grad
torch.clamp(g, 0.5, 2).sum().backward(); g.grad
torch.clamp(g, torch.tensor(2.0)).sum().backward(); g.grad
torch.clamp_min(g, 2).sum().backward(); g.grad
(g - 2).relu().sum().backward(); g.grad
(g - 2).abs().sum().backward(); g.grad
(g - 2).sqrt().sum().backward(); g.grad
torch.where(g > 1, g, g * 2).sum().backward(); g.grad
torch.lerp(g, g * 2, 0.3).sum().backward(); g.grad
torch.addcmul(g, g, g, value=2).sum().backward(); g.grad
torch.addcdiv(g, g, g + 1).sum().backward(); g.grad
torch.add(g, g, alpha=3).sum().backward(); g.grad
torch.copysign(g, torch.tensor(-1.0)).sum().backward(); g.grad
torch.nan_to_num(g / 0).sum().backward(); g.grad
torch.hypot(g, p).sum().backward(); g.grad
torch.round(g).sum().backward(); g.grad
torch.sign(g).sum().backward(); g.grad
torch.frac(g).sum().backward(); g.grad
torch.logaddexp(g, p).sum().backward(); g.grad
torch.xlogy(g, p).sum().backward(); g.grad
torch.xlogy(p, g).sum().backward(); g.grad
(g * i.sum()).sum().backward(); g.grad
(g * d[:1]).sum().backward(); g.grad
(g > 1).requires_grad
g.long().requires_grad
(g * b[0, 0]).sum().backward(); g.grad
"""

LINES = [*lines(OPERATORS), *lines(NAMED), *lines(FUNCTIONS), *lines(INPLACE), *lines(OUT), *lines(GRADIENTS)]


@pytest.mark.parametrize("line", LINES)
def test_the_line_does_what_it_does_in_torch(line):
    assert_same(torch, line, tolerance=2e-6)


@pytest.mark.parametrize("name", FUNCTIONS_OF_ONE.split())
@pytest.mark.parametrize("form", ["torch.{}(x)", "p.{}()", "torch.{}(i)", "torch.{}(d)", "torch.{}(n)", "torch.{}(h)"])
def test_a_function_of_one_tensor_does_what_it_does_in_torch(name, form):
    line = form.format(name)
    assert_same(torch, line, tolerance=2e-3 if "h)" in form else 3e-6)


NODES = """
g + 1
g - 1
2 - g
g * 2
g / 2
2 / g
g ** 2
g ** p
2 ** g
-g
g.abs()
g.exp()
g.log1p()
g.square()
g.clamp(0, 1)
g.clamp(min=p)
g.clamp_min(0)
g.clamp_max(p)
torch.where(g > 0, g, p)
torch.maximum(g, p)
torch.lerp(g, p, 0.5)
torch.lerp(g, p, p)
torch.addcmul(g, p, p)
torch.add(g, p, alpha=2)
torch.sub(g, p, alpha=2)
g.round()
g.round(decimals=1)
g.acos()
g.float_power(2)
g.nan_to_num()
g.div(2, rounding_mode='floor')
(g * 1).zero_()
(g * 1).fill_(1)
(g * 1).add_(1)
(g * 1).relu_()
torch.deg2rad(g)
torch.logit(g)
torch.atan2(g, p)
"""


@pytest.mark.parametrize("line", lines(NODES))
def test_the_node_has_the_name_it_has_in_torch(line):
    import backlight
    from tests.oracle.calls import run

    assert type(run(backlight, line).grad_fn).__name__ == type(run(torch, line).grad_fn).__name__
