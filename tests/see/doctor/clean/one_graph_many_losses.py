"""Features that are computed once serve several losses, and two losses share a graph that is kept."""

import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(10, 3)
trunk, left, right = nn.Linear(3, 8), nn.Linear(8, 1), nn.Linear(8, 2)
optimizer = torch.optim.Adam([*trunk.parameters(), *left.parameters(), *right.parameters()])
for _ in range(6):
    features = torch.tanh(trunk(x))
    first = left(features).squeeze(1).square().mean()
    second = nn.functional.cross_entropy(right(features), torch.randint(2, (10,)))
    optimizer.zero_grad()
    first.backward(retain_graph=True)
    second.backward()
    optimizer.step()

base = torch.tensor([1.0, 2.0], requires_grad=True)
shared = base.exp()
for step in range(8):
    (shared * step).sum().backward(retain_graph=True)
print(base.grad)
