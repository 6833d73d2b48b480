"""All but one of the units of a layer are dead from the start."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 20), nn.ReLU(), nn.Linear(20, 1))
with torch.no_grad():
    model[0].bias[1:] = -20.0
    model[0].bias[0] = 5.0
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
x = torch.rand(32, 3)
for _ in range(15):
    optimizer.zero_grad()
    prediction = model(x)  # expect: dead_relu_units
    nn.functional.mse_loss(prediction, x[:, :1]).backward()
    optimizer.step()
