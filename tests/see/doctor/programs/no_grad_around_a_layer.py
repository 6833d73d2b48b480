"""no_grad left around a part of forward."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 8)  # expect: gradient_cut
        self.b = nn.Linear(8, 1)

    def forward(self, x):
        with torch.no_grad():
            x = torch.tanh(self.a(x))
        return self.b(x)


torch.manual_seed(0)
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for _ in range(4):
    x = torch.randn(8, 4)
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x), x[:, :1]).backward()
    optimizer.step()
