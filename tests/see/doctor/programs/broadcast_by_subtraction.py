"""(n, 1) against (n,), by subtraction and a power, in a function."""

import torch
from torch import nn


def squared_error(prediction, target):
    return torch.mean((target - prediction) ** 2)  # expect: broadcast_in_loss


torch.manual_seed(0)
model = nn.Linear(3, 1)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x = torch.randn(20, 3)
y = x.sum(dim=1)
for _ in range(5):
    optimizer.zero_grad()
    squared_error(model(x), y).backward()
    optimizer.step()
