"""nn.Dropout made anew in forward is in training mode for ever."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(4, 16), nn.Linear(16, 2)

    def forward(self, x):
        x = nn.Dropout(0.5)(torch.relu(self.fc1(x)))  # expect: dropout_made_in_forward
        return self.fc2(x)


torch.manual_seed(0)
model = Net()
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(16, 4), torch.randint(2, (16,))
for _ in range(4):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
model.eval()
with torch.no_grad():
    print(model(x).argmax(1).shape)
