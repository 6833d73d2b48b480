"""A wide relu network, two of whose units are dead, as happens; it is evaluated under inference_mode."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 40), nn.ReLU(), nn.Linear(40, 40), nn.ReLU(), nn.Linear(40, 1))
with torch.no_grad():
    model[0].bias[:2] = -50.0
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
x = torch.rand(64, 3)
y = (x**2).sum(1, keepdim=True)
for epoch in range(25):
    for i in torch.randperm(64).split(32):
        optimizer.zero_grad()
        loss = nn.functional.l1_loss(model(x[i]), y[i])
        loss.backward()
        optimizer.step()
    if epoch % 5 == 0:
        with torch.inference_mode():
            print(f"{epoch} {nn.functional.l1_loss(model(x), y):.4f}")
