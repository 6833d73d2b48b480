"""A moving average of the loss, which carries every step's graph."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
average = None
for _ in range(8):
    x = torch.randn(8, 3)
    loss = nn.functional.l1_loss(model(x), x.sum(1, keepdim=True))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    average = loss if average is None else 0.9 * average + 0.1 * loss  # expect: graph_grows
