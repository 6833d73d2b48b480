"""f"{loss.item}", in a function."""

import torch
from torch import nn


def train(model, x, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(3):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch}: loss {loss.item}")  # expect: method_printed


torch.manual_seed(0)
train(nn.Linear(2, 1), torch.randn(8, 2), torch.randn(8, 1))
