"""Training on the worst noise within a ball: the input's gradient by backward, its own grad emptied each time."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(6, 24), nn.ReLU(), nn.Linear(24, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
x, y = torch.randn(32, 6), torch.randint(3, (32,))
for _ in range(8):
    noise = torch.zeros_like(x, requires_grad=True)
    for _ in range(3):
        criterion(model(x + noise), y).backward()
        with torch.no_grad():
            noise += 0.05 * noise.grad.sign()
            noise.clamp_(-0.1, 0.1)
        noise.grad.zero_()
    optimizer.zero_grad()
    loss = criterion(model(x + noise.detach()), y)
    loss.backward()
    optimizer.step()
