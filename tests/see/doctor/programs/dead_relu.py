"""The biases start so low that no unit ever gives anything but zero."""

import torch
from torch import nn

torch.manual_seed(0)
x = torch.rand(64, 5)
y = x.sum(1, keepdim=True)
model = nn.Sequential(nn.Linear(5, 12), nn.ReLU(), nn.Linear(12, 1))
with torch.no_grad():
    model[0].bias.fill_(-20.0)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for _ in range(30):
    prediction = model(x)  # expect: dead_relu
    loss = nn.functional.mse_loss(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
