"""F.l1_loss of a squeezed prediction and a target with a column."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x = torch.randn(20, 3)
y = x.sum(dim=1, keepdim=True)
for _ in range(4):
    optimizer.zero_grad()
    F.l1_loss(model(x).squeeze(), y).backward()  # expect: broadcast_in_loss
    optimizer.step()
