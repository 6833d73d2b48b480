"""Two networks, and only one of them has its gradients emptied."""

import torch
from torch import nn

torch.manual_seed(0)
encoder, head = nn.Linear(4, 8), nn.Linear(8, 2)
optimizer = torch.optim.Adam([*encoder.parameters(), *head.parameters()], lr=1e-3)
x, y = torch.randn(16, 4), torch.randint(2, (16,))
for _ in range(6):
    head.zero_grad()
    loss = nn.functional.cross_entropy(head(torch.relu(encoder(x))), y)
    loss.backward()  # expect: zero_grad_missing
    optimizer.step()
