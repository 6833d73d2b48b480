"""nn.MSELoss on (n, 1) and (n,), as it comes from a DataLoader."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
x = torch.randn(32, 3)
loader = DataLoader(TensorDataset(x, x.sum(1)), batch_size=8)
model = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
criterion = nn.MSELoss()
for inputs, targets in loader:
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)  # expect: broadcast_in_loss
    loss.backward()
    optimizer.step()
