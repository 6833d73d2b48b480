"""F.dropout follows the module's flag, and nobody calls model.eval() before the evaluation."""

import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 16), nn.Linear(16, 2)

    def forward(self, x):
        return self.b(F.dropout(torch.relu(self.a(x)), p=0.2, training=self.training))


def accuracy(model, x, y):
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()  # expect: train_mode_in_evaluation


torch.manual_seed(0)
model = Net()
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(16, 4), torch.randint(2, (16,))
for _ in range(3):
    optimizer.zero_grad()
    F.cross_entropy(model(x), y).backward()
    optimizer.step()
print(accuracy(model, x, y) <= 1)
