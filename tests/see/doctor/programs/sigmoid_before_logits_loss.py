"""A sigmoid, and a loss that takes logits."""

import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(40, 3)
y = (x[:, :1] > 0).float()
model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid())
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for _ in range(10):
    optimizer.zero_grad()
    scores = model(x)  # expect: sigmoid_before_logits_loss
    loss = criterion(scores, y)
    loss.backward()
    optimizer.step()
