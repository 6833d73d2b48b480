"""backward, and no optimizer.step(), in a function whose optimizer is gone at the end."""

import torch
from torch import nn


def train(model, x, y):
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(5):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()  # expect: step_missing


torch.manual_seed(0)
train(nn.Linear(3, 1), torch.randn(8, 3), torch.randn(8, 1))
