"""Features are detached on their way to the head, so the network before them does not learn."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Linear(3, 10)  # expect: gradient_cut
        self.head = nn.Linear(10, 1)

    def forward(self, x):
        return self.head(torch.relu(self.features(x)).detach())


torch.manual_seed(0)
x = torch.randn(32, 3)
y = x.prod(1, keepdim=True)
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
for _ in range(8):
    optimizer.zero_grad()
    nn.functional.mse_loss(net(x), y).backward()
    optimizer.step()
