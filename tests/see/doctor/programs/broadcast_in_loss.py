"""Predictions in a column, targets in a row."""

import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(16, 3)
y = x @ torch.tensor([1.0, -2.0, 0.5])
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(20):
    difference = model(x) - y  # expect: broadcast_in_loss
    loss = (difference**2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
