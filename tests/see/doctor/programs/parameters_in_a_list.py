"""nn.Parameters in a plain list."""

import torch
from torch import nn


class Polynomial(nn.Module):
    def __init__(self, degree):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(1))
        self.coefficients = [nn.Parameter(torch.randn(1)) for _ in range(degree)]  # expect: plain_list

    def forward(self, x):
        return self.bias + sum(c * x ** (i + 1) for i, c in enumerate(self.coefficients))


torch.manual_seed(0)
model = Polynomial(3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x = torch.linspace(-1, 1, 30)
for _ in range(6):
    optimizer.zero_grad()
    ((model(x) - torch.sin(x)) ** 2).mean().backward()
    optimizer.step()
