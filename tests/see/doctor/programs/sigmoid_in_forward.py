"""The model gives probabilities, and the loss is BCEWithLogitsLoss."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 1)

    def forward(self, x):
        return self.fc(x).sigmoid()  # expect: sigmoid_before_logits_loss


torch.manual_seed(0)
net, criterion = Net(), nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(net.parameters())
for _ in range(3):
    optimizer.zero_grad()
    x = torch.randn(8, 4)
    criterion(net(x).squeeze(), (x[:, 0] > 0).float()).backward()
    optimizer.step()
