"""Shapes, joins and rearrangements under torch's names, line by line next to torch."""

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

VIEWS = """
m.view(5, 5)
m.view(-1, 5)
m.view(-1, -1)
torch.zeros(0).view(0, -1)
m.view(-2, 6)
m.t().view(12)
m.view([3, 4]).shape
m.view((2, 6)).shape
m.view(torch.Size([12])).shape
m.view(size=(12,)).shape
m.view(12.0)
m.view(i(12)).shape
m.view(i(3), 4).shape
m.view().shape
z.view(1).shape
z.view(()).shape
m.reshape(shape=(12,)).shape
m.reshape(3, -1).shape
m.reshape()
z.reshape(()).shape
torch.reshape(m, (12,)).shape
torch.reshape(m, 12)
m.flatten(1, 0)
m.flatten(start_dim=0, end_dim=5)
z.flatten().shape
m.unflatten(0, (2, 2))
m.unflatten(1, (2, -1)).shape
m.unflatten(5, (2, 2))
m.squeeze(5)
m.unsqueeze(5)
m.unsqueeze(-4)
m.unsqueeze(-3).shape
m.transpose(0, 5)
m.transpose(0)
x.t()
x.T
x.mT.shape
v.mT
v.T
z.T
x.H
m.permute(0, 0)
m.permute(0)
m.permute(0, 5)
m.permute((1, 0)).shape
m.permute(dims=(1, 0)).shape
torch.permute(m, (1, 0)).shape
m.movedim((0, 1), (1, 0)).shape
m.movedim(0, 5)
m.movedim((0, 0), (0, 1))
m.movedim((0, 1), (0,))
v.expand(3, 5)
v.expand(3, -1).shape
v.expand(-1, 4)
v.expand(4)
m.expand(4)
v.expand((2, 4)).shape
v.expand(size=(2, 4)).shape
torch.atleast_1d(z, v)
torch.atleast_2d(z).shape
torch.atleast_3d(v).shape
torch.atleast_3d([z, v])[0].shape
torch.broadcast_shapes((2, 1), (3,))
torch.broadcast_shapes((2,), (3,))
torch.broadcast_shapes(2, (3, 1))
torch.broadcast_tensors(v, m)[0].shape
torch.broadcast_tensors(v, n)
type(torch.broadcast_tensors(v, m))
m.expand_as(x[:, :, :1])
m.view_as(torch.zeros(12)).shape
m.reshape_as(torch.zeros(2, 6)).shape
torch.squeeze(x[None], dim=0).shape
torch.swapaxes(x, 0, 1).shape
torch.swapdims(x, 0, 1).shape
x.swapaxes(axis0=0, axis1=1).shape
x.swapdims(dim0=0, dim1=1).shape
x.moveaxis(0, 1).shape
x.movedim(source=(0,), destination=(1,)).shape
m.adjoint().shape
m.nonzero().shape
m.t_().shape
x.t_()
m.squeeze_(5)
m.unsqueeze_(5)
m.unsqueeze_(0).shape
m.swapaxes_(0, 1).shape
m.swapdims_(0, 1).shape
m.resize_as_(v)
m.resize_((2, 3)).shape
m.view(torch.float64)
m.view(torch.int16).shape
m.t().view(torch.int16)
m.t().view(torch.float64)
v[:3].view(torch.float64)
z.view(torch.int32)
z.view(torch.int16)
m.view(torch.int32)
w.view(torch.float32).requires_grad
m.contiguous().is_contiguous()
m.data_ptr() == m.view(-1).data_ptr()
m.where(m > 5, 0)
i([[1, 2], [3, 4]]).numel()
w[0].mT
w[0].mH
w[0].H
w[0].T
w[0].adjoint()
w[0].t()
w[0].transpose(0, -1)
w[0].permute(())
w[0].swapaxes(0, 0)
w[0].movedim(0, 0)
z.expand(2)
z.squeeze(0)
z.squeeze(-1)
z.squeeze(1)
z.unsqueeze(0).shape
z.unsqueeze(1)
z.flatten(0, 0)
z.view(1, 1).shape
z.cumsum(0)
z.contiguous() is z
z.is_contiguous()
z.resize_(2).shape
torch.zeros(0, 3).is_contiguous()
torch.zeros(2, 0).view(0, 5).shape
torch.zeros(2, 0).reshape(-1).shape
torch.zeros(2, 0).flatten().shape
torch.zeros(0, 3).squeeze().shape
torch.zeros(0, 3).t().shape
torch.zeros(0, 3).sum(0)
torch.zeros(3, 0).expand(2, 3, 0).shape
"""

JOINS = """
torch.cat([z, z])
torch.cat([])
torch.cat([m, n])
torch.cat([m, i([])]).shape
torch.cat([m, torch.zeros(0, 4)]).shape
torch.cat([m, torch.zeros(0, 3)]).shape
torch.cat([i([]), i([])]).shape
torch.cat([m.long(), i([])])
torch.cat([v, z[None].double()])
torch.cat([n[0], v])
torch.cat((m, m), 1).shape
torch.cat((m, m), dim=-1).shape
torch.cat((m, m), dim=2)
torch.cat(m).shape
torch.cat([m, [1]])
torch.cat([m, x])
torch.cat([m, torch.zeros(3, 5)])
torch.cat([m, m], axis=1).shape
torch.concat([m, m], axis=1).shape
torch.cat(tensors=[m, m], dim=1).shape
torch.stack([m, v])
torch.stack([])
torch.stack([z, z]).shape
torch.stack([m, m.double()])
torch.stack([z, z.double()])
torch.stack([m, m], dim=5)
torch.stack([m, m], -1).shape
torch.stack(m).shape
torch.stack([i(1), i(1.5)])
torch.cat([i([1]), i([1.5])])
torch.cat([i([True]), i([2], dtype=torch.uint8)])
torch.cat(x).shape
[t.shape for t in torch.split(m, split_size_or_sections=2)]
m.split(0)
m.split(-1)
m.split([2, 2])
m.split([-1, 4])
[t.shape for t in torch.zeros(0, 3).split(0)]
[t.shape for t in torch.zeros(0, 3).split(2)]
m.chunk(0)
[t.shape for t in v.chunk(3)]
[t.shape for t in torch.zeros(0, 3).chunk(3)]
type(m.split(2))
type(m.unbind())
type(torch.chunk(m, 2))
type(torch.tensor_split(m, 2))
m.tensor_split(0)
z.split(1)
z.unbind()
z.chunk(1)
m.unbind(5)
torch.hsplit(v, 2)
torch.hsplit(m, 3)
torch.vsplit(v, 2)
torch.dsplit(m, 2)
[t.shape for t in torch.dsplit(x, 2)]
torch.hstack([z, z])
torch.hstack([v, v]).shape
torch.vstack([z, z]).shape
torch.vstack([v, m]).shape
torch.dstack([v, v]).shape
torch.dstack([z, z]).shape
torch.column_stack([v, v]).shape
torch.column_stack([z, z]).shape
torch.column_stack([m, v[:3]]).shape
torch.row_stack([v, v]).shape
torch.meshgrid(v, v[:2])[0].shape
torch.meshgrid(v, v[:2], indexing="xy")[0].shape
torch.meshgrid([v, v], indexing="ij")[0].shape
torch.meshgrid(v, indexing="ij")[0].shape
torch.meshgrid(m, indexing="ij")
torch.meshgrid(v, v, indexing="zz")
torch.meshgrid(z, v, indexing="ij")[0].shape
torch.meshgrid(v, v, v[:2], indexing="xy")[0].shape
torch.meshgrid(v, n[0], indexing="xy")
type(torch.meshgrid(v, v, indexing="ij"))
torch.cartesian_prod(v, v[:2]).shape
torch.cartesian_prod(v).shape
torch.combinations(v, 2).shape
torch.combinations(v, 2, True).shape
torch.combinations(v, 0).shape
torch.combinations(v[:3], 3)
torch.combinations(m)
torch.block_diag(m, v, z).shape
torch.block_diag(i([[1]]), m)
torch.block_diag()
x.unbind(dim=1)[0].shape
torch.zeros(0, 3).unbind(0)
torch.zeros(0, 3).split(1)
torch.cat([torch.zeros(0, 3), torch.zeros(0, 3)]).shape
"""

REARRANGED = """
m.repeat(2)
m.repeat(2, -1)
m.repeat(0, 1).shape
m.repeat(1, 2, 1).shape
m.repeat((2, 2)).shape
m.repeat([2, 2]).shape
m.tile(2).shape
m.tile((2, 2)).shape
m.tile(2, 2).shape
m.repeat_interleave(2).shape
m.repeat_interleave(i([1, 2]), 0)
m.repeat_interleave(i([1, 2, 3]), 0).shape
m.repeat_interleave(i([2]), 1).shape
m.repeat_interleave(-1)
torch.repeat_interleave(i([1, 2, 3]))
torch.repeat_interleave(m, 2, dim=5)
torch.diag(x)
torch.diag(v, 1).shape
torch.diag(m, -1)
torch.diagonal(v)
torch.diagonal(m, 5).shape
torch.diagonal(x, 0, 1, 1)
torch.diagonal(x, offset=1, dim1=-2, dim2=-1).shape
torch.diag_embed(m, 1).shape
torch.diag_embed(m, 0, 0, 2).shape
torch.diag_embed(m, 0, 0, 0)
torch.diagflat(m).shape
torch.diagflat(v, 1).shape
torch.tril(v)
torch.tril(m, -1)
torch.tril(x).shape
torch.tril(m > 2)
torch.tril_indices(3, 3)
torch.tril_indices(3, 2, 1)
torch.triu_indices(2, 3)
torch.tril_indices(3, 3, dtype=torch.int32)
torch.tril_indices(-1, 3)
torch.trace(x)
torch.trace(m)
torch.trace(n)
m.flip(0, 1).shape
m.flip((0, 1)).shape
m.flip([0]).shape
m.flip()
m.flip(0, 0)
m.flip(5)
torch.flip(m, dims=(0,))
torch.flip(m, 0)
torch.fliplr(v)
torch.flipud(v)
m.roll(1)
m.roll((1, 2), (0, 1))
m.roll(1, (0, 1))
m.roll(shifts=1, dims=0)
m.roll((1, 2))
m.roll(1, 5)
torch.rot90(m, 1, (0, 1)).shape
torch.rot90(m, 1, [0, 0])
torch.rot90(v)
torch.rot90(m, k=2, dims=[1, 0])
m.unfold(0, 2, 1).shape
m.unfold(1, 5, 1)
m.unfold(1, 2, 0)
m.unfold(1, 0, 1).shape
z.unfold(0, 1, 1)
m.repeat_interleave(2, 0).shape
m.diagonal().fill_(5); m
m.unfold(0, 2, 1)[0].fill_(5); m
m.triu_(); m
m.tril_(-1); m
W.triu_()
g.triu_(); g
torch.flip(z, ())
z.flip(0)
z.roll(1)
z.roll(1, 0)
z.repeat(2)
z.repeat(())
z.diagonal()
z.tile(2)
z.repeat_interleave(2)
z.tril()
z.stride()
torch.zeros(0).stride()
torch.zeros(2, 0, 3).stride()
torch.zeros(0).repeat(3).shape
torch.zeros(3, 0).repeat_interleave(2, 0).shape
torch.zeros(3, 0).unfold(0, 2, 1).shape
torch.zeros(3, 0).tril().shape
"""


@pytest.mark.parametrize("line", lines(VIEWS))
def test_views_are_those_of_torch(line):
    assert_same(torch, NAMES + line)


@pytest.mark.parametrize("line", lines(JOINS))
def test_joins_and_splits_are_those_of_torch(line):
    assert_same(torch, NAMES + line)


@pytest.mark.parametrize("line", lines(REARRANGED))
def test_rearrangements_are_those_of_torch(line):
    assert_same(torch, NAMES + line)
