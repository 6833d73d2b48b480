"""Dropout stays on after training on purpose, to see how sure the model is: functional, with the module's own flag."""

import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(2, 32), nn.Linear(32, 1)

    def forward(self, x, sample=False):
        x = F.relu(self.a(x))
        x = F.dropout(x, 0.2, training=self.training or sample)
        return self.b(x)


torch.manual_seed(0)
model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
x = torch.randn(48, 2)
y = x[:, :1] * x[:, 1:]
for _ in range(15):
    optimizer.zero_grad()
    F.mse_loss(model(x), y).backward()
    optimizer.step()
model.eval()
with torch.no_grad():
    mean = model(x)
    spread = torch.stack([model(x, sample=True) for _ in range(8)]).std(0)
