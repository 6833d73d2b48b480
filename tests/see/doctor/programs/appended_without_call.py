"""losses.append(loss.item), and an assignment that keeps a method; model.eval without parentheses."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
losses, best = [], None
for _ in range(3):
    x = torch.randn(8, 2)
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), x[:, :1])
    loss.backward()
    optimizer.step()
    losses.append(loss.item)  # expect: method_printed
    best = loss.item  # expect: method_printed
model.eval  # noqa: B018  # expect: method_not_called
