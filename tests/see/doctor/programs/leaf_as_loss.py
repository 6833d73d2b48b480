"""The graph is cut by argmax, and requires_grad is set on the loss to quieten the error."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 4), torch.randint(3, (16,))
for _ in range(4):
    predicted = model(x).argmax(1)  # expect: loss_without_graph
    loss = (predicted != y).float().mean()
    loss.requires_grad = True
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
