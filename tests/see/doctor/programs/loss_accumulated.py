"""The mean loss of an epoch is summed up as a tensor, with the graph of every batch behind it."""

import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(64, 4)
y = x.sum(1, keepdim=True)
model = nn.Linear(4, 1)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
running_loss = 0.0
for start in range(0, 64, 8):
    loss = nn.functional.mse_loss(model(x[start : start + 8]), y[start : start + 8])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    running_loss += loss  # expect: graph_grows
print(running_loss / 8)
