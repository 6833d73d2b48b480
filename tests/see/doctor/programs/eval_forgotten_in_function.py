"""evaluate() under a no_grad decorator, batch-norm in training mode."""

import torch
from torch import nn


@torch.no_grad()
def evaluate(model, x, y):
    return (model(x).argmax(1) == y).float().mean().item()  # expect: train_mode_in_evaluation


def train(model, x, y):
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(3):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
        print(evaluate(model, x, y))


torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))
train(model, torch.randn(16, 4), torch.ones(16).long())
