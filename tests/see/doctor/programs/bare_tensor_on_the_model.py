"""A tensor with requires_grad=True on the model is no nn.Parameter."""

import torch
from torch import nn


class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 1)
        self.scale = torch.ones(1, requires_grad=True)  # expect: not_a_parameter

    def forward(self, x):
        return self.scale * self.linear(x)


torch.manual_seed(0)
model = Scaled()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x = torch.randn(16, 3)
for _ in range(5):
    loss = nn.functional.mse_loss(model(x), x[:, :1])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
