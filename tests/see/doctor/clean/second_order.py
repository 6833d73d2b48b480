"""Newton's search for a minimum, a closure for LBFGS, and a curve whose slope is part of the loss."""

import torch
from torch import nn

torch.manual_seed(0)
z = torch.tensor(3.0, requires_grad=True)
for _ in range(5):
    (slope,) = torch.autograd.grad((z - 1) ** 4, z, create_graph=True)
    (bend,) = torch.autograd.grad(slope, z)
    with torch.no_grad():
        z -= slope / bend

w = torch.tensor([4.0, -2.0], requires_grad=True)
search = torch.optim.LBFGS([w], max_iter=10)


def closure():
    search.zero_grad()
    loss = ((w - torch.tensor([1.0, 2.0])) ** 2).sum()
    loss.backward()
    return loss


for _ in range(3):
    search.step(closure)

x = torch.linspace(0, 1, 20).unsqueeze(1).requires_grad_()
model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(10):
    u = model(x)
    (du,) = torch.autograd.grad(u.sum(), x, create_graph=True)
    loss = ((du - u) ** 2).mean() + (model(torch.zeros(1, 1)) - 1).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
