"""Reading and writing parts of tensors, line by line next to torch."""

from __future__ import annotations

import pytest

from tests.oracle.calls import assert_same, lines

torch = pytest.importorskip("torch")

# What the lines speak of: a matrix, a stack of two, ints, a vector, a number, and two that need gradients.
NAMES = (
    "i = torch.tensor; m = torch.arange(12.0).reshape(3, 4); x = torch.arange(24.0).reshape(2, 3, 4); "
    "n = torch.arange(6).reshape(2, 3); v = torch.arange(4.0); z = torch.tensor(3.0); b = torch.zeros(3) > 0; "
    "c = torch.zeros(2, dtype=torch.complex64); w = torch.ones(4, requires_grad=True); "
    "W = torch.ones(3, 4, requires_grad=True); g = W * 1; "
)

READS = """
m[5]
m[-4]
m[0, 9]
m[0, 0, 0]
z[0]
z[...]
z[None]
z[True]
m[::-1]
m[1.0]
m['a']
m[i([0, 5])]
m[i([0, -4])]
m[i([0.5])]
m[i([True, False, True])]
m[i([True, False, True, False])]
m[i([[True]])]
m[i([1, 0, 1], dtype=torch.uint8)]
m[i([1, 0, 1], dtype=torch.int8)]
m[i([1, 0, 1], dtype=torch.int16)]
m[i([1, 0, 1], dtype=torch.int32)]
m[np.array([0, 1])]
m[np.array([True, False, True])]
m[np.array([0, 1], dtype=np.int16)]
m[np.int64(1)]
m[np.float64(1)]
m[[0, 1], [1, 2]]
m[[[0, 1], [1, 0]]]
m[[0, 1]]
m[[True, False, True]]
m[[slice(0, 1), 0]]
m[[None, 0]]
m[[i(0), i(1)]]
m[0, 1]
m[[]]
m[()]
m[range(2)]
m[i([0, 1]), i([0, 1, 2])]
m[i([0, 1])[:, None], i([0, 1, 2])]
x[0, :, i([0, 1])]
x[i(0), :, i([0, 1])]
x[i([0]), :, i([0, 1])]
x[:, i([0, 1]), i([0, 1])]
x[i([0, 1]), :, i([0, 1])]
x[i([0, 1]), :, i([0, 1])].shape
x[:, None, i([0, 1])].shape
x[True, i([0, 1])].shape
x[i([0, 1]), True].shape
x[:, True].shape
x[False].shape
x[True].shape
x[True, True].shape
x[i(True)].shape
x[x > 5].shape
x[:, m > 5].shape
x[x[:, :, 0] > 3].shape
x[..., i([0, 1])].shape
x[..., 0, ...].shape
x[i(1):].shape
x[i([1]):].shape
x[i(1.0):].shape
m[i([], dtype=torch.long)].shape
m[i([])].shape
m[torch.zeros(3, dtype=torch.bool)].shape
m[0, i([0, 1])]
m[i([[0, 1], [1, 2]])].shape
m[:, i([0, 1]), None].shape
m[i([0, 1]),].shape
m[i([1]), 0]
m[0:10].shape
m[2:1].shape
m[0:3:0]
m[1:2:True]
m[None, ..., None].shape
m[{}]
m[object()]
3.0 in m
i(3.0) in m
'a' in m
len(z)
len(m)
list(v)
i([[1, 2], [3, 4]]) in m
np.float32(3) in m
m[True, 0]
m[0, True].shape
m[..., True].shape
m[i([True, False, True]), i([0, 1])]
m[i([True, False, True]), i([0, 1, 2])]
torch.zeros(0, 3)[0]
m[torch.zeros(3, 0, dtype=torch.long)].shape
del m[0]
a = m[0]; a += w; m
a = m[0]; a += w; a
a = m[0]; a.add_(w); a.requires_grad
a = m.detach(); a += w; a
a = m.detach(); a += w; m
m.requires_grad_(); a = m.detach(); a += 1; m
m += m.t()
m += torch.ones(2, 3, 4)
n += 1.5
n += i(1.5)
n /= 2
n *= 2.0; n
n //= 2.0; n
b += 1
m **= 2; m
m @= m.t()
[t.shape for t in m.split(2)]
[t.shape for t in m.split([1, 3])]
[t.shape for t in m.split([1, 3], 1)]
[t.shape for t in m.split([1, 3], dim=-1)]
[t.shape for t in m.chunk(2)]
[t.shape for t in m.chunk(7)]
[t.shape for t in m.tensor_split(2)]
[t.shape for t in m.tensor_split(5)]
[t.shape for t in m.tensor_split((1, 2))]
[t.shape for t in m.tensor_split(i([1, 2]))]
[t.shape for t in m.tensor_split(i(2), dim=1)]
torch.zeros(0, 3)[:, 0].shape
torch.zeros(0, 2)[i([], dtype=torch.long)].shape
torch.zeros(0, 2)[i([0])]
torch.zeros(3, 0)[:, i([], dtype=torch.long)].shape
torch.zeros(0, 2)[torch.zeros(0, dtype=torch.bool)].shape
"""

WRITES = """
m[0] = [1, 2, 3, 4]; m
m[0] = np.ones(4); m
m[0] = np.float32(7); m
m[0] = (1, 2, 3, 4)
m[0] = None
m[0] = 'a'
m[0] = 1j
m[0] = True; m[0]
m[0] = i([1, 2, 3])
m[0] = i([1, 2, 3, 4]); m[0]
m[0] = torch.ones(1, 1, 4); m[0]
m[0] = torch.ones(2, 4)
m[0] = i(5); m[0]
n[0] = 1.7; n
n[0] = i([1.7, 2.7, 3.7]); n
n[0] = torch.ones(3, dtype=torch.float64) * 2.5; n
n[i([0, 1])] = 1.7; n
n[i([0, 1])] = i([1.7, 2.7, 3.7])
n[i([0, 1])] = np.array([1, 2, 3])
m[i([0, 1])] = i([1, 2, 3, 4])
m[i([0, 1])] = i(1)
m[i([0, 1])] = i(1.5, dtype=torch.float64); m[0]
m[i([0, 1])] = torch.ones(4, dtype=torch.float64)
m[i([0, 1])] = torch.ones(3)
m[i([0, 1])] = torch.ones(1, 2, 4); m[0]
m[m > 5] = 0; m
m[m > 5] = torch.ones(6); m
m[m > 5] = torch.ones(5)
m[m > 5] = i(1); m
m[m > 5] = torch.ones(6, dtype=torch.float64); m
m[m > 5] = torch.arange(6)
n[n > 2] = 1.5; n
n[n > 2] = i(1.5); n
b[0] = 2; b
b[0] = 0.5; b
b[i([0, 1])] = 0.5; b
m[5] = 1
m[0, 0, 0] = 1
m[::-1] = 1
m[i([5])] = 1
m[True] = 1; m
m[False] = 1; m
m[...] = 1; m
m[()] = 2; m
m[None] = 2; m
z[...] = 2; z
z[0] = 1
z[()] = 5; z
m[:, i([0, 1])] = torch.tensor([[1.0], [2.0], [3.0]]); m
m[0, i([0, 1])] = 9; m
m[i([0, 0])] = i([[1.0], [2.0]]); m[0]
g[0] = w; g
g[i([0])] = w; g
g[g > 0] = 0; g
W[0] = 1
W[i([0])] = 1
W[0][0] = 1
W.data[0] = 5; W
v[0] = w[0]; v
v[0] = w; v
m[0] = w; m
t = m[1]; t[0] = w[0]; m
t = m[1]; t[0] = w[0]; t
t = m[1]; t[i([0])] = w[0]; m
t = m[1]; t[i([0])] = w[0]; t
with torch.no_grad(): W[0] = 5; W
e = v.expand(3, 4); e[0] = 1
e = v.expand(3, 4); e[0, 0] = 1; v
e = w.expand(3, 4) * 1; e[0] = 1; e
m[0] = m[1]; m
m[i([0, 1])] = m[i([1, 0])]; m
c[0] = 1j; c
m[0, 0] = 1j
m[i([0])] = 1j
m[0] = c
m[0] = i(float("nan")); m[0]
n[0] = float("inf")
n[0] = 2 ** 70
n[0] = i([])
m[2:2] = 1; m
m[2:2] = torch.ones(0, 4); m
m[i([True, False, True])] = torch.ones(2, 4) * 9; m
m[[0, 2]] = 0; m
m[[True, False, True]] = 0; m
m[np.array([0, 2])] = 0; m
m[range(2)] = 0; m
z[...] = 2.0; z
z[z > 1] = 5.0; z
z[i(True)] = 7.0; z
"""

PLACES = """
m.repeat_interleave(i([1, 2, 3]), 0, output_size=6).shape
m.index_put_((i([0]),), w); m
m.index_put_((i([0]), i([1])), i(5.0), accumulate=True); m
m.index_put_([i([0]), None], i(5.0)); m
m.index_put_((i([0, 0]),), torch.ones(2, 4), accumulate=True); m
torch.narrow(m, 0, 2, 2)
torch.narrow(m, 0, -1, 1)
torch.narrow(m, 0, i(1), 1)
m.narrow(0, 0, -1)
m.select(0, 3)
m.select(dim=1, index=-1)
torch.select(m, 0, 1)
z.select(0, 0)
torch.gather(m, 1, i([[0, 1], [2, 3]]))
torch.gather(m, 1, i([[0], [2], [1], [1]]))
torch.gather(m, 1, i([[-1], [2], [1]]))
torch.gather(m, 1, i([[4], [2], [1]]))
torch.gather(m, 1, i([0, 1]))
torch.gather(m, 1, i([[0.0]]))
torch.gather(m, 1, i([[0]], dtype=torch.int32))
torch.gather(m, 0, i([[0, 1, 2, 0, 1]]))
torch.gather(m, 5, i([[0]]))
torch.gather(z, 0, i(0))
torch.gather(z, 0, i([0]))
torch.gather(m, 0, i([[]], dtype=torch.long)).shape
m.gather(index=i([[1]]), dim=1)
torch.gather(input=m, dim=1, index=i([[1]]))
torch.gather(m, 1, i([[0]], dtype=torch.uint8))
torch.take_along_dim(m, i([[1]]), 1)
torch.take_along_dim(m, i([[1]]), 0)
torch.take_along_dim(m, i([1, 5]))
torch.take_along_dim(m, i([1, 1]), 1)
torch.take_along_dim(m, i([[-1]]), 1)
m.scatter(1, i([[0, 1], [2, 3]]), m * 10)
m.scatter(1, i([[0, 1], [2, 3]]), 5)
m.scatter(1, i([[0, 1], [2, 3]]), 5.5)
n.scatter(1, i([[0, 1]]), 5.5)
n.scatter(1, i([[0, 1]]), torch.ones(1, 2))
m.scatter(1, i([[0, 4]]), 1.0)
m.scatter(1, i([[0, -1]]), 1.0)
m.scatter(1, i([[0, 1, 2]]), torch.ones(1, 2))
m.scatter(1, i([0]), 1.0)
m.scatter(0, i([[0, 0]]), i([[1.0, 2.0]]))
m.scatter(1, i([[0, 0]]), i([[1.0, 2.0]]))
m.scatter(1, i([[0, 0]]), i([[1.0, 2.0]]), reduce="add")
m.scatter(1, i([[1, 1]]), i([[1.0, 2.0]]), reduce="multiply")
m.scatter(1, i([[1, 1]]), 2.0, reduce="multiply")
m.scatter(1, i([[1, 1]]), 2.0, reduce="add")
m.scatter(1, i([[1, 1]]), 2.0, reduce="zz")
m.scatter(1, i([[1]]), value=3.0)
m.scatter(dim=1, index=i([[1]]), src=torch.ones(1, 1))
torch.scatter(m, 1, i([[1]]), i(2.0))
torch.scatter(m, 1, i([[1]], dtype=torch.int32), 2.0)
m.scatter_(1, i([[1]]), 9.0); m
m.scatter_(1, i([[1]]), True); m
n.scatter_(1, i([[1]]), 1.7); n
W.scatter_(1, i([[1]]), 9.0)
m.scatter_add(1, i([[0, 0]]), i([[1.0, 2.0]]))
m.scatter_add(1, i([[0, 0]]), 2.0)
m.scatter_add(1, i([[0, 7]]), i([[1.0, 2.0]]))
m.scatter_add(1, i([[0, 0]]), i([[1, 2]]))
m.scatter_add_(1, i([[0, 0]]), i([[1.0, 2.0]])); m
m.scatter_reduce(1, i([[0, 0]]), i([[1.0, 2.0]]), reduce="sum")
m.scatter_reduce(1, i([[0, 0]]), i([[1.0, 2.0]]), reduce="mean")
m.scatter_reduce(1, i([[0, 0]]), i([[1.0, 2.0]]), reduce="mean", include_self=False)
m.scatter_reduce(1, i([[0, 0]]), i([[1.0, 2.0]]), reduce="amax")
m.scatter_reduce(1, i([[0, 0]]), i([[1.0, 2.0]]), "amin", include_self=False)
m.scatter_reduce(1, i([[1, 1]]), i([[3.0, 2.0]]), "prod")
m.scatter_reduce(1, i([[1, 1]]), i([[3.0, 2.0]]), "zz")
n.scatter_reduce(1, i([[1, 1]]), i([[3, 2]]), "mean")
n.scatter_reduce(1, i([[1, 1]]), i([[-3, 2]]), "mean", include_self=False)
m.index_select(0, i([0, 2, 0]))
m.index_select(0, i(1))
m.index_select(0, i([-1]))
m.index_select(0, i([3]))
m.index_select(0, i([[0]]))
m.index_select(0, i([0.0]))
m.index_select(2, i([0]))
z.index_select(0, i([0]))
z.index_select(0, i(0))
m.index_select(0, i([0], dtype=torch.int32)).shape
torch.index_select(m, dim=1, index=i([1]))
m.index_select(0, [0])
m.index_add(0, i([0, 0]), torch.ones(2, 4))
m.index_add(0, i([0, 0]), torch.ones(2, 4), alpha=2)
m.index_add(0, i([0, 0]), torch.ones(1, 4))
m.index_add(0, i([0, 0]), torch.ones(2, 3))
m.index_add(0, i([0, 5]), torch.ones(2, 4))
m.index_add(0, i([0, -1]), torch.ones(2, 4))
m.index_add(0, i([0, 0]), torch.ones(2, 4).double())
m.index_add_(0, i([0, 0]), torch.ones(2, 4)); m
v.index_add(0, i([0, 0]), i([1.0, 2.0]))
v.index_add(0, i(0), i(1.0))
m.index_copy(0, i([0]), torch.ones(1, 4))
m.index_copy(0, i([0]), torch.ones(4))
m.index_copy(0, i([5]), torch.ones(1, 4))
m.index_copy(0, i([-1]), torch.ones(1, 4))
m.index_copy(0, i([0]), torch.ones(1, 4).long())
m.index_copy_(0, i([0]), torch.ones(1, 4)); m
m.index_fill(0, i([0]), 7)
m.index_fill(0, i([-1]), 7)
m.index_fill(0, i([5]), 7)
m.index_fill(0, i([0]), i(7.0))
m.index_fill(0, i([0]), i([7.0]))
m.index_fill_(1, i([0]), 7); m
n.index_fill(0, i([0]), 1.5)
m.masked_fill(m > 5, 0)
m.masked_fill(m > 5, i(1.5))
m.masked_fill(m > 5, i([1.5]))
m.masked_fill(m, 0)
m.masked_fill((m > 5).to(torch.uint8), 0)
m.masked_fill(i([True, False, True, False]), 9)
v.masked_fill(m > 5, 9)
v.masked_fill_(m > 5, 9)
m.masked_fill(i([True, False, True]), 9)
n.masked_fill(n > 2, 1.5)
n.masked_fill(n > 2, float("inf"))
n.masked_fill(n > 2, i(1.5))
m.masked_fill(m > 5, float("-inf"))
m.masked_fill(m > 5, 1j)
m.masked_fill(m > 5, value=3)
m.masked_fill_(m > 5, 3); m
m.masked_fill(m > 5, 'a')
m.masked_fill(m > 5, i(1.5, dtype=torch.float64))
m.masked_fill(m > 5, i(1))
m.masked_select(m > 5)
v.masked_select(m > 5)
m.masked_select(i([True, False, False, False]))
m.masked_select(m)
torch.masked_select(m, mask=m > 5)
m.masked_scatter(m > 5, torch.arange(100.0))
m.masked_scatter(m > 5, torch.arange(3.0))
m.masked_scatter(m > 5, torch.arange(100))
m.masked_scatter(m[0] > 1, torch.arange(100.0))
m.masked_scatter_(m > 5, torch.arange(100.0)); m
torch.take(m, i([0, 5]))
torch.take(m, i([-1]))
torch.take(m, i([12]))
torch.take(m, i([[0, 5]])).shape
m.take(i([1], dtype=torch.int32))
m.put(i([0, 5]), i([9.0, 8.0]))
m.put(i([0, 0]), i([9.0, 8.0]), accumulate=True)
m.put_(i([0, 5]), i([9.0, 8.0])); m
m.put_(i([0, 5]), i([9.0]))
m.put_(i([12]), i([9.0]))
m.index_put((i([0]),), i(5.0))
m.index_put([i([0]), i([1])], i(5.0))
torch.index_put(m, (i([0]),), i(5.0))
m.index_put_((m > 5,), i(0.0)); m
m.fill_diagonal_(7); m
torch.zeros(5, 2).fill_diagonal_(1, wrap=True).shape
torch.zeros(5, 2).fill_diagonal_(1, wrap=True).flatten()[:10]
x.fill_diagonal_(1)
torch.zeros(3, 3, 3).fill_diagonal_(1).sum()
v.fill_diagonal_(1)
m.narrow_copy(0, 1, 1)
z.narrow(0, 0, 1)
z.gather(0, i(0))
z.scatter(0, i(0), i(2.0))
z.scatter(0, i(0), 2.0)
z.scatter_add(0, i(0), i(2.0))
z.index_add(0, i([0]), i(2.0))
z.index_fill(0, i([0]), 2.0)
z.index_copy(0, i([0]), i(2.0))
z.masked_fill(i(True), 2.0)
z.masked_select(i(True))
z.take(i(0))
z.masked_scatter(i(True), i([4.0]))
"""

GRAPHS = """
s = g.split(2); a = s[0]; a += 1
s = m.split(2); a = s[0]; a += 1; m
s = m.split(2); a = s[0]; a += w; m
s = m.unbind(); a = s[0]; a += w
s = m.unbind(); a = s[0]; m += w; a + 1
s = g.unbind(); a = s[0]; g += 1; a + 1
s = m.chunk(2); a = s[0]; a += 1; m += w; a + 1
s = m.split(2); a = s[0]; m.add_(1); a + w
s = m.unbind(); a = s[0][1:]; a += w[1:]
s = m.unbind(); a = s[0][1:]; m += w; a + 1
s = torch.tensor_split(m, 2); a = s[0]; a += w; m
with torch.no_grad(): a = g[0]; a += 1
with torch.no_grad(): a = g[0]; a.requires_grad
with torch.no_grad(): a = m[0]; a += w; m
with torch.no_grad(): a = m[0]; m += w; a + 1
with torch.no_grad(): a = g[0]; a += 1; a
with torch.no_grad(): a = g[0]; a += 1; g
with torch.no_grad(): a = g[0]; g += 1; a + 1
with torch.no_grad(): a = g[0]; a += w
with torch.no_grad(): a = W[0]; a += 1; W
with torch.no_grad(): a = W[0]; a += w; W
with torch.no_grad(): a = W[0]; a.zero_(); (W * 2).sum()
a = g[0]; with torch.no_grad(): a += 1; a
a = g[0]; with torch.no_grad(): g += 1; a
a = W[0]; with torch.no_grad(): W.add_(1); a
a = W[0]; with torch.no_grad(): W.add_(1); a + 1
a = m[0]; with torch.no_grad(): m.add_(w); a
a = g.detach(); b = a[0]; b += 1; g
a = g.detach(); b = a[0]; b += w; g
a = g.detach(); b = a[0]; b += w; a
a = g.detach(); b = a[0]; g += 1; b
a = g.data; b = a[0]; b += 1; (g * g).sum()
y = g * g; g.data.add_(1); y.sum().backward(); W.grad
y = g * g; g.detach().add_(1); y.sum().backward()
y = g * g; g.add_(1); y.sum().backward()
y = g * g; g[0] += 1; y.sum().backward()
y = g + g; g[0] += 1; y.sum().backward(); W.grad
y = g.exp(); y += 1; y.sum().backward()
y = g.exp(); y *= 2; y.sum().backward()
y = g.exp_(); y.add_(1); y.sum().backward()
y = g.relu_(); y.mul_(2); y.sum().backward()
g.mul_(g); g.sum().backward(); W.grad
g.mul_(2); g.sum().backward(); W.grad
g.mul_(w); g.mul_(w); g.sum().backward()
a = g[0]; a.mul_(a); g.sum().backward(); W.grad
a = g[0]; a.exp_(); g.sum().backward(); W.grad
a = g[0]; a.exp_(); b = g[1]; b.exp_(); g.sum().backward(); W.grad
a = g[0]; a.exp_(); g[1] = 0; g.sum().backward(); W.grad
a = g[0]; a.exp_(); a.mul_(2); g.sum().backward(); W.grad
a = g[0]; y = a * a; g[1] = 0; y.sum().backward(); W.grad
a = g.view(4, 3); a += 1; g
a = g.t(); a[0] += 1; g
a = W.view(4, 3); a += 1
a = W.expand(2, 3, 4); a += 1
e = w.expand(3, 4); e += 1
e = w.expand(3, 4)[0]; e += 1
e = (w * 1).expand(3, 4)[0]; e += 1
e = v.expand(3, 4); e.add_(1)
e = v.expand(1, 4); e.fill_(1); v
y = w * 2; y.zero_(); y
y = w * 2; y.fill_(1); y.sum().backward(); w.grad
y = w * 2; y.copy_(torch.ones(4)); y
y = w * 2; y.copy_(v); y.sum().backward(); w.grad
v.copy_(w); v
v.copy_(w.double()); v
m.copy_(w); m
y = w * 2; y.detach_(); y
y = w * 2; a = y[1:]; y.detach_(); a
y = w * 2; a = y[1:]; a.detach_()
y = w * 2; y.requires_grad_(False)
a = v[1:]; a.requires_grad_(); v += 1; a
a = v[1:]; a.requires_grad_(); a.is_leaf
a = v[1:]; a.requires_grad_(); v += w; a
a = v[1:]; a.requires_grad_(); a += 1
v.requires_grad_(); a = v[1:]; a += 1
with torch.inference_mode(): a = m[0]; q = m * 1; a += 1
with torch.inference_mode(): a = m[0]; q = m * 1; q += 1
with torch.inference_mode(): a = m[0]; a += w
with torch.inference_mode(): a = m[0]; m += w; a + 1
with torch.inference_mode(): m.add_(1); m + w
a = g[0]; g.t_(); a
a = g[0]; g.t_(); g[0] += 1; a
a = g[0]; a.unsqueeze_(0); a += 1; a
W.t_()
W.unsqueeze_(0)
W.squeeze_()
a = W[0]; a.unsqueeze_(0)
a = W[0]; a.squeeze_(); a.is_leaf
m.transpose_(0, 1); m
a = g[0]; b = a; a = a + 1; b
a = g[0]; a += 1; a.is_leaf
a = g[0]; a._base is g
a = g[0][1:]; a._base is g
a = g.detach()[0]; a._base is g
m.t_().is_contiguous()
x.transpose(0, 1).stride()
x.unsqueeze(1).stride()
x[:, None].stride()
x[None].stride()
x.unsqueeze(-1).stride()
v[:, None].stride()
v.expand(3, 4).stride()
m[0:1].stride()
torch.ones(3, 1).t().is_contiguous()
torch.ones(3, 1).expand(3, 4).is_contiguous()
m.t().is_contiguous()
x[1].storage_offset()
x[1, :, 2:].stride()
x.contiguous() is x
x.flatten() is x
v.flatten() is v
m.expand(3, 4) is m
m.view(3, 4) is m
m.reshape(3, 4) is m
m.squeeze() is m
m.t().contiguous().stride()
m.permute(0, 1) is m
torch.atleast_1d(v) is v
m.nbytes
m.element_size()
m.nelement()
torch.numel(m)
m.size()
m.size(0)
m.size(-1)
m.size(dim=1)
m.size(5)
m.shape[0]
m.ndim
m.dim()
m.ndimension()
m.stride()
m.stride(0)
m.stride(5)
m.resize_(2, 2)
W.resize_(2, 2)
m.data_ptr() == m[0].data_ptr()
m[1].data_ptr() - m.data_ptr()
with torch.no_grad(): a = g[0]; (a.requires_grad, a.grad_fn, a.is_leaf, a._is_view(), (a * 2).requires_grad)
with torch.no_grad(): a = g.view(12); (a.requires_grad, a.grad_fn, a.is_leaf, a._is_view(), (a * 2).requires_grad)
with torch.no_grad(): a = W[0]; (a.requires_grad, a.grad_fn, a.is_leaf, a._is_view(), (a * 2).requires_grad)
with torch.no_grad(): a = W.view(12); (a.requires_grad, a.grad_fn, a.is_leaf, a._is_view(), (a * 2).requires_grad)
with torch.no_grad(): a = W.t(); (a.requires_grad, a.grad_fn, a.is_leaf, a._is_view(), (a * 2).requires_grad)
with torch.no_grad(): a = W[1:]; (a.requires_grad, a.grad_fn, a.is_leaf, a._is_view(), (a * 2).requires_grad)
with torch.no_grad(): a = W[:, 0]; (a.requires_grad, a.grad_fn, a.is_leaf, a._is_view(), (a * 2).requires_grad)
with torch.no_grad(): a = W.unbind()[0]; (a.requires_grad, a.grad_fn, a.is_leaf, a._is_view(), (a * 2).requires_grad)
with torch.no_grad(): a = W.detach()[0]; (a.requires_grad, a.grad_fn, a.is_leaf, a._is_view(), (a * 2).requires_grad)
with torch.no_grad(): a = W.select(0, 0); (a.requires_grad, a.grad_fn, a.is_leaf, a._is_view(), (a * 2).requires_grad)
with torch.no_grad(): a = W.view(12); with torch.no_grad(): a += 1; (W.sum(), a._version)
with torch.no_grad(): a = W.view(12); a += 1
with torch.no_grad(): a = W.view(12); with torch.no_grad(): W += 1; (a.requires_grad, a.is_leaf)
with torch.no_grad(): a = W.view(12); with torch.no_grad(): W += 1; a * 2
with torch.no_grad(): a = W.view(12); with torch.no_grad(): W += 1; a.grad_fn
with torch.no_grad(): a = m.view(12); a += torch.ones(12)
with torch.no_grad(): a = m.view(12); m += 1; a + 1
with torch.no_grad(): a = g.view(12); g += 1; a.numpy()
with torch.no_grad(): a = g.view(12); with torch.no_grad(): b = a + 1; b.requires_grad
with torch.no_grad(): a = g.view(12)[1:]; (a.requires_grad, a.grad_fn, a.is_leaf, a._base is g, (a * 2).requires_grad)
with torch.no_grad(): a = g.view(12); b = a[1:]; b.requires_grad
with torch.no_grad(): a = g.view(12); b = a[1:]; b += 1
with torch.no_grad(): a = g.view(12); b = a[1:]; b += w[0]
with torch.no_grad(): a = m.view(12); b = a[1:]; b += w[0]
m.as_strided((2, 2), (1, 1), 5)
m.as_strided((2, 2), (1, 1), 11)
m[1].as_strided((2,), (1,))
m[1].as_strided((2,), (1,), 0)
m.as_strided((2,), (-1,))
torch.as_strided(m, (2, 2), (1, 2), storage_offset=1)
z.as_strided((1,), (1,))
g.as_strided((2, 2), (1, 2), 1)
g[1].as_strided((2, 2), (1, 2), 1)
g[1].as_strided((2, 2), (1, 2), 1).sum().backward(); W.grad
g[:, ::2].as_strided((2, 2), (1, 2), 1).sum().backward(); W.grad
g.t()[1:].as_strided((3, 2), (1, 2)).sum().backward(); W.grad
g[2].as_strided((4,), (1,), 0).sum().backward(); W.grad
g[2].as_strided((6,), (1,), 4).mul(torch.arange(6.0)).sum().backward(); W.grad
g.as_strided((2, 2), (1, 1)).mul(torch.arange(4.0).view(2, 2)).sum().backward(); W.grad
"""


@pytest.mark.parametrize("line", lines(READS))
def test_parts_are_those_of_torch(line):
    assert_same(torch, NAMES + line)


@pytest.mark.parametrize("line", lines(WRITES))
def test_written_parts_are_those_of_torch(line):
    assert_same(torch, NAMES + line)


@pytest.mark.parametrize("line", lines(PLACES))
def test_gathering_and_scattering_are_those_of_torch(line):
    assert_same(torch, NAMES + line)


@pytest.mark.parametrize("line", lines(GRAPHS))
def test_views_and_writes_move_through_the_graph_as_in_torch(line):
    assert_same(torch, NAMES + line)
