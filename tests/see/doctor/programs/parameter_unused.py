"""A layer is made, given to the optimizer, and never used."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 10)
        self.second = nn.Linear(10, 10)  # expect: parameter_unused
        self.last = nn.Linear(10, 1)

    def forward(self, x):
        return self.last(torch.tanh(self.first(x)))


torch.manual_seed(0)
x = torch.randn(32, 3)
y = x.prod(1, keepdim=True)
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
for _ in range(8):
    optimizer.zero_grad()
    nn.functional.mse_loss(net(x), y).backward()
    optimizer.step()
