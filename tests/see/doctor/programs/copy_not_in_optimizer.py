"""The optimizer gets the parameters of one model, and a copy of it is trained."""

import copy

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
trained = copy.deepcopy(model)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(16, 3)
for _ in range(6):
    loss = ((trained(x) - 1) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()  # expect: step_without_gradient
    trained.zero_grad()
