"""One step that is far too large kills a layer of nn.ReLU; the loss stands still afterwards."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=30.0)
x = torch.rand(32, 2) + 1
y = x.sum(1, keepdim=True)
for _ in range(25):
    optimizer.zero_grad()
    prediction = model(x)  # expect: dead_relu
    loss = nn.functional.mse_loss(prediction, y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
