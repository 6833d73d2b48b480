"""One row of the data has a gap."""

import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(12, 3)
x[4, 1] = float("nan")
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for _ in range(3):
    prediction = model(x)  # expect: nonfinite_input
    loss = nn.functional.mse_loss(prediction, torch.ones(12, 1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
