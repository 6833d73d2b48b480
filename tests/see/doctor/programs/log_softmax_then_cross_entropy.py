"""log_softmax in the model, and CrossEntropyLoss."""

import torch
from torch import nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        return torch.log_softmax(self.fc(x), 1)  # expect: log_softmax_twice


net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    nn.CrossEntropyLoss()(net(torch.randn(8, 4)), torch.randint(3, (8,))).backward()
    optimizer.step()
