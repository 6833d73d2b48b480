"""Whole numbers have no gradient."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 3)
x, y = torch.randn(16, 4), torch.randint(3, (16,))
_, predicted = model(x).max(dim=1)  # expect: loss_without_graph
loss = (predicted - y).float().pow(2).mean()
loss.backward()
