"""The test accuracy is measured with dropout at work."""

import torch
from torch import nn

torch.manual_seed(0)
x, y = torch.randn(50, 6), torch.randint(2, (50,))
model = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 2))
optimizer = torch.optim.Adam(model.parameters())
for _ in range(5):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x[:40]), y[:40]).backward()
    optimizer.step()
with torch.no_grad():
    right = model(x[40:]).argmax(1) == y[40:]  # expect: train_mode_in_evaluation
    print(right.float().mean().item())
