"""The parentheses of step() are missing."""

import torch
from torch import nn


def train(model, optimizer, x, y):
    for _ in range(5):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()  # expect: step_missing
        optimizer.step  # noqa: B018  # expect: method_not_called


torch.manual_seed(0)
model = nn.Linear(2, 1)
sgd = torch.optim.SGD(model.parameters(), lr=0.1)
train(model, sgd, torch.randn(8, 2), torch.randn(8, 1))
