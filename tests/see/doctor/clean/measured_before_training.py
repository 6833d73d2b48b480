"""A dry run finds the sizes before the first step, and an untrained model is measured."""

import torch
from torch import nn

torch.manual_seed(0)
body = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten())
with torch.no_grad():
    size = body(torch.zeros(2, 1, 10, 10)).shape[1]
model = nn.Sequential(body, nn.Dropout(0.2), nn.Linear(size, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
warm = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, step / 4))
x, y = torch.randn(20, 1, 10, 10), torch.randint(2, (20,))
for _ in range(8):
    model.train()
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    warm.step()
model.eval()
print(model(x).argmax(1).float().mean().item())
