"""The layers of a network in a list of Python's."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, depth=3):
        super().__init__()
        self.layers = [nn.Linear(4, 4) for _ in range(depth)]  # expect: plain_list
        self.head = nn.Linear(4, 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return self.head(x)


torch.manual_seed(0)
x = torch.randn(32, 4)
y = x.sum(1, keepdim=True)
net = Net()
optimizer = torch.optim.Adam(net.parameters())
for _ in range(8):
    optimizer.zero_grad()
    nn.functional.mse_loss(net(x), y).backward()
    optimizer.step()
