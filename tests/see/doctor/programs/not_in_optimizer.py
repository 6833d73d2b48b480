"""Two layers, and only the second one's parameters go to the optimizer."""

import torch
from torch import nn

torch.manual_seed(0)
encoder, decoder = nn.Linear(4, 8), nn.Linear(8, 4)
optimizer = torch.optim.Adam(decoder.parameters(), lr=0.01)  # expect: not_in_optimizer
for _ in range(6):
    x = torch.randn(12, 4)
    loss = nn.functional.mse_loss(decoder(torch.tanh(encoder(x))), x)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
