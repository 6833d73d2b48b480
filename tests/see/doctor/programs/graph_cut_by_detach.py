"""The loss is computed from detached scores: backward refuses."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 3)
x, y = torch.randn(16, 4), torch.randint(3, (16,))
scores = model(x)
kept = scores.detach()  # expect: loss_without_graph
loss = nn.functional.cross_entropy(kept, y)
loss.backward()
