"""F.dropout without training=self.training: it goes on in evaluation, whatever model.eval() says."""

import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(4, 16), nn.Linear(16, 2)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = F.dropout(x)  # expect: dropout_in_evaluation
        return self.fc2(x)


torch.manual_seed(0)
model = Net()
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(16, 4), torch.randint(2, (16,))
for _ in range(4):
    model.train()
    optimizer.zero_grad()
    F.cross_entropy(model(x), y).backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        accuracy = (model(x).argmax(1) == y).float().mean()
