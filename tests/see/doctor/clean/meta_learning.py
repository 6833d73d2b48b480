"""MAML on sine waves: inner steps by autograd.grad with create_graph, the outer step by Adam."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(1, 20), nn.ReLU(), nn.Linear(20, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for _ in range(8):
    total = 0.0
    for _ in range(3):
        phase = 3 * torch.rand(1)
        x = 4 * torch.rand(12, 1) - 2
        y = torch.sin(x + phase)
        weights = dict(model.named_parameters())
        for _ in range(2):
            loss = nn.functional.mse_loss(torch.func.functional_call(model, weights, x[:6]), y[:6])
            slopes = torch.autograd.grad(loss, list(weights.values()), create_graph=True)
            weights = {name: w - 0.05 * g for (name, w), g in zip(weights.items(), slopes)}
        total = total + nn.functional.mse_loss(torch.func.functional_call(model, weights, x[6:]), y[6:])
    optimizer.zero_grad()
    total.backward()
    optimizer.step()
