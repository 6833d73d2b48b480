"""The forward pass stands in a no_grad block, in a function."""

import torch
from torch import nn


def train_step(model, x, y):
    with torch.no_grad():  # expect: loss_without_graph
        prediction = model(x)
    error = prediction - y
    loss = (error**2).mean()
    loss.backward()


torch.manual_seed(0)
train_step(nn.Linear(4, 1), torch.randn(8, 4), torch.randn(8, 1))
