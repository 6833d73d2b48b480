"""Keyword arguments next to torch itself: each call gives the same with both, NumPy's words for them included."""

from __future__ import annotations

import pytest

import backlight.torch
from tests.oracle.calls import lines, plain, run, same

torch = pytest.importorskip("torch")

CALLS = """
torch.softmax(x, axis=1)
torch.log_softmax(x, axis=0)
torch.cat([x, x], axis=1)
torch.stack([x, x], axis=1)
torch.argmax(x, axis=1, keepdims=True)
x.argmax(axis=1)
x.sum(axis=1, keepdims=True)
torch.mean(x, axis=1, keepdims=True)
x.std(axis=1, keepdims=True, correction=0)
x.max(axis=1)
torch.max(x, axis=1).values
torch.max(input=x, other=y)
torch.chunk(x, 2, axis=1)
torch.cumprod(x, axis=1)
torch.diff(x, axis=1)
x.cumsum(axis=0)
x.cummax(axis=1).values
torch.logcumsumexp(x, axis=1)
x.clone().clamp_(max=2)
x.clone().clamp_(min=2)
x.clone().lerp_(end=y, weight=0.5)
x.clone().addcmul_(y, y, value=0.5)
x.split(split_size=1)
x.split_with_sizes(split_sizes=[1, 1], axis=0)
torch.hsplit(x, indices=[1])
torch.hsplit(x, sections=2)
torch.tensor_split(x, sections=2, axis=1)
torch.tensor_split(x, indices=[1])
torch.isin(element=3, test_elements=i)
torch.isin(elements=i, test_element=3)
torch.narrow_copy(x, axis=0, start=0, length=1)
torch.narrow_copy(x, 0, 0, 1, out=torch.empty(0))
torch.take(x, k, out=torch.empty(()))
torch.slice_scatter(x, y[:1], 0, 0, 1, out=torch.empty(0))
torch.scatter(x, 0, i[:1] * 0, y[:, :3], out=torch.empty(0))
torch.scatter_add(x, 0, i[:1] * 0, y[:, :3], out=torch.empty(0))
torch.scatter_reduce(x, 0, i[:1] * 0, y[:, :3], "sum", out=torch.empty(0))
torch.tril_indices(2, 2, requires_grad=False, pin_memory=False)
torch.triu_indices(2, 3, offset=1, dtype=torch.int32)
x.clone().copy_(other=y)
x.size(axis=0)
x.size(dim=1)
x.stride(axis=0)
x.repeat(repeats=(2, 1))
x.clone().resize_(size=(2, 4))
x.tile(dims=(2,))
x.sum_to_size(size=(1, 4))
x.clone().swapaxes_(axis0=0, axis1=1)
x.squeeze(axis=0)
x[:1].squeeze(axis=0)
x.unsqueeze(axis=1)
x.unsqueeze()
x.clone().unsqueeze_(axis=0)
x.select_scatter(y[0], axis=0, index=0)
x.quantile(0.5, axis=0, keepdims=True)
torch.var_mean(x, axis=0, keepdims=True)
torch.std_mean(x, axis=0, keepdims=True)
torch.unflatten(x, axis=1, sizes=(2, 2))
torch.trapezoid(x, axis=0)
torch.cross(x[:, :3], y[:, :3], axis=1)
torch.renorm(x, 2, axis=0, maxnorm=1.0)
x.repeat_interleave(2, axis=0)
x.clone().mul_(other=2)
x.clone().remainder_(other=2)
x.aminmax(axis=0, keepdims=True)
x.kthvalue(1, axis=1, keepdims=True).values
x.nansum(axis=0, keepdims=True)
x.topk(2, axis=1).values
x.gather(axis=0, index=i[:1] * 0)
torch.exp_(input=x.clone())
torch.arange(start=1, end=5, step=2)
torch.full(size=(2,), fill_value=1.0)
torch.linspace(start=0, end=1, steps=3, dtype=torch.float64)
torch.where(condition=x > 1, input=x, other=y)
torch.index_select(input=x, dim=1, index=i[1, :1] )
x.to(device="cpu", dtype=torch.float64, non_blocking=True, copy=True, memory_format=torch.preserve_format)
x.to(other=y)
x.new_full(size=(2,), fill_value=1, dtype=torch.float64)
torch.empty(size=(0, 2), pin_memory=False, memory_format=torch.contiguous_format)
torch.softmax(x, dim=0, axis=0)
x.sum(no_such_word=1)
torch.add(x, 2, y)
x.add(2, y)
x.clone().add_(2, y)
x.clone().sub_(0.5, y)
torch.addcmul(x, 0.5, y, y)
x.clone().addcdiv_(-0.1, x, y)
x.add(y, 2)
"""

NUMBERS = """
torch.zeros(2).fill_(1e39)
torch.zeros(2, dtype=torch.uint8).fill_(300)
torch.zeros(2, dtype=torch.uint8).fill_(-1)
torch.zeros(2, dtype=torch.float16).fill_(70000)
torch.zeros(2).fill_(inf)
torch.zeros(2, dtype=torch.int64).fill_(2.7)
t = torch.zeros(2); t.__setitem__(0, 1e39); t
t = torch.zeros(2); t.__setitem__(0, -inf); t
torch.clamp(torch.zeros(2, dtype=torch.uint8), max=300)
torch.clamp(torch.zeros(2, dtype=torch.int8), min=-3, max=100)
torch.where(b, torch.zeros(2, 2, dtype=torch.uint8), 300)
torch.where(b, torch.zeros(2, 2, dtype=torch.uint8), 3)
torch.where(b, torch.zeros(2, 2), 300)
x[0] @ np.ones(4, "float32")
np.ones(4, "float32") @ x[0]
torch.mv(x, np.ones(4))
torch.result_type(i, 2.0)
torch.result_type(x, d)
torch.result_type(s, k)
torch.result_type(1, 2)
torch.result_type("a", 2)
torch.finfo(torch.float8_e4m3fn).max
torch.finfo(torch.float8_e8m0fnu).min
torch.finfo(torch.complex32).eps
torch.iinfo(torch.int4)
torch.quint8.is_signed
torch.float8_e5m2.is_floating_point
torch.complex32.to_real() is torch.float16
torch.qint32.itemsize
torch.zeros(2, dtype=torch.quint8)
x.to_sparse().shape if False else x.to_dense()
x.coalesce()
x.clone().apply_(lambda v: v + 1)
x.clone().map_(y, lambda a, b: a * b)
torch.vander(x[0], 3)
torch.sym_max(1, 2.0)
torch.sym_not(True)
"""


@pytest.mark.parametrize("line", lines(CALLS) + lines(NUMBERS))
def test_calls_do_what_torchs_do(line):
    ours, theirs = plain(run(backlight.torch, line)), plain(run(torch, line))

    assert same(ours, theirs, 1e-5) or str(ours) == str(theirs), (ours, theirs)
