"""All parameters go to the optimizer, and those of the backbone are frozen for the first steps."""

import torch
from torch import nn

torch.manual_seed(0)
backbone = nn.Sequential(nn.Linear(5, 20), nn.BatchNorm1d(20), nn.ReLU())
head = nn.Linear(20, 3)
model = nn.Sequential(backbone, head)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x, y = torch.randn(48, 5), torch.randint(3, (48,))
for phase in ("head", "all"):
    backbone.requires_grad_(phase == "all")
    for _ in range(5):
        model.train()
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            model(x).softmax(1).argmax(1)
