"""Four small batches make one step: their gradients are meant to add up."""

import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(64, 3)
y = x.sum(1, keepdim=True)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    for number, start in enumerate(range(0, 64, 8), 1):
        loss = nn.functional.mse_loss(model(x[start : start + 8]), y[start : start + 8])
        (loss / 4).backward()
        if number % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
