"""Years as they are, and a learning rate for numbers near one."""

import torch
from torch import nn

torch.manual_seed(0)
years = torch.arange(1990.0, 2022.0).unsqueeze(1)
price = 0.5 * (years - 1990) + 3
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)
for _ in range(30):
    loss = nn.functional.mse_loss(model(years), price)  # expect: loss_diverges_unscaled
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
