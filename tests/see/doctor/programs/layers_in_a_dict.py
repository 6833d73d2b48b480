"""Layers in a plain dictionary."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 8)
        self.heads = {"a": nn.Linear(8, 1), "b": nn.Linear(8, 1)}  # expect: plain_list

    def forward(self, x):
        x = torch.tanh(self.first(x))
        return self.heads["a"](x) + self.heads["b"](x)


torch.manual_seed(0)
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for _ in range(4):
    x = torch.randn(8, 3)
    optimizer.zero_grad()
    nn.MSELoss()(model(x), x[:, :1]).backward()
    optimizer.step()
