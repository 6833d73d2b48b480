"""optimizer.zero_grad() stands before the loop over batches, once an epoch."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train(model, loader, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    criterion = nn.MSELoss()
    for _ in range(epochs):
        optimizer.zero_grad()
        for x, y in loader:
            loss = criterion(model(x), y)
            loss.backward()  # expect: zero_grad_missing
            optimizer.step()


torch.manual_seed(0)
data = TensorDataset(torch.randn(32, 3), torch.randn(32, 1))
train(nn.Linear(3, 1), DataLoader(data, batch_size=8), 2)
