"""backward() of the same loss a second time."""

import torch
from torch import nn


def step(model, x, y):
    loss = nn.functional.mse_loss(model(x), y)  # expect: backward_twice
    loss.backward()
    loss.backward()


torch.manual_seed(0)
step(nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1)), torch.randn(8, 3), torch.randn(8, 1))
