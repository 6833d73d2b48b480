"""nn.Softmax is the last layer of a Sequential, before cross_entropy, and its result is squeezed."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Conv2d(1, 5, 4), nn.Softmax(dim=1))
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(6, 1, 4, 4), torch.randint(5, (6,))
for _ in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x).squeeze(-1).squeeze(-1), y)  # expect: softmax_before_cross_entropy
    loss.backward()
    optimizer.step()
