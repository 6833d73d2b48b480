"""A sigmoid on the scores of ten classes, before cross-entropy."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3), nn.Sigmoid())
optimizer = torch.optim.Adam(model.parameters())
criterion = nn.CrossEntropyLoss()
for _ in range(3):
    optimizer.zero_grad()
    outputs = model(torch.randn(8, 4))  # expect: squashed_before_cross_entropy
    criterion(outputs, torch.randint(3, (8,))).backward()
    optimizer.step()
