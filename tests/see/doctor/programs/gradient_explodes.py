"""Ten linear layers whose weights start six times too large."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(*[nn.Linear(16, 16, bias=False) for _ in range(10)], nn.Linear(16, 1))
with torch.no_grad():
    for layer in model[:10]:
        layer.weight.mul_(6)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-20)
x = torch.randn(64, 16)
y = x.sum(1, keepdim=True)
for _ in range(10):
    prediction = model(x)  # expect: gradient_explodes
    loss = nn.functional.mse_loss(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
