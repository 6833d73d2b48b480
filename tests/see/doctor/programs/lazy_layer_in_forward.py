"""A layer that forward makes at the first call, after the optimizer."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Linear(4, 8), None

    def forward(self, x):
        x = torch.relu(self.body(x))
        if self.head is None:
            self.head = nn.Linear(x.shape[1], 3)
        return self.head(x)


def train(model):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)  # expect: not_in_optimizer
    for _ in range(5):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(torch.randn(8, 4)), torch.randint(3, (8,))).backward()
        optimizer.step()


torch.manual_seed(0)
train(Net())
