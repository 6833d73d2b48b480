"""The same with nn.MSELoss, and the column is the target."""

import warnings

import torch
from torch import nn

warnings.simplefilter("ignore")
torch.manual_seed(0)
x = torch.randn(16, 3)
y = x.sum(1, keepdim=True)
w = torch.zeros(3, requires_grad=True)
criterion = nn.MSELoss()
for _ in range(5):
    loss = criterion(x @ w, y)  # expect: broadcast_in_loss
    loss.backward()
    w.data -= 0.1 * w.grad
    w.grad = None
