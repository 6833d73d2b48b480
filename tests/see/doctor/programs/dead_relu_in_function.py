"""F.relu with biases far below zero, Adam."""

import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(4, 16), nn.Linear(16, 1)
        nn.init.constant_(self.fc1.bias, -10)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))  # expect: dead_relu


torch.manual_seed(0)
model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
x = torch.rand(32, 4)
for _ in range(15):
    optimizer.zero_grad()
    F.mse_loss(model(x), x.sum(1, keepdim=True)).backward()
    optimizer.step()
