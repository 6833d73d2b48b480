"""A straight line is fitted, and nobody empties the gradients between the steps."""

import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 32).unsqueeze(1)
y = 3 * x + 1
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for _ in range(20):
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()  # expect: zero_grad_missing
    optimizer.step()
print(loss.item())
