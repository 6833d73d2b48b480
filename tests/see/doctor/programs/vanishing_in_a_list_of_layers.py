"""Ten layers of sigmoid in a ModuleList."""

import torch
from torch import nn


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(12)])

    def forward(self, x):
        for layer in self.layers:
            x = torch.sigmoid(layer(x))  # expect: gradient_vanishes
        return x


torch.manual_seed(0)
model = Deep()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(8):
    optimizer.zero_grad()
    x = torch.randn(16, 8)
    nn.functional.mse_loss(model(x), x.sigmoid()).backward()
    optimizer.step()
