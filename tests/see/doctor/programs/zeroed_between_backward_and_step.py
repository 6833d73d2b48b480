"""The same with gradients set to zero in place of None: the steps see zeros."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x, y = torch.randn(16, 3), torch.randn(16, 1)
for _ in range(5):
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    model.zero_grad(set_to_none=False)
    optimizer.step()  # expect: step_without_gradient
