"""A classifier ends in a softmax, and cross_entropy takes another one."""

import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(5, 16)
        self.out = nn.Linear(16, 3)

    def forward(self, x):
        x = torch.tanh(self.hidden(x))
        return torch.softmax(self.out(x), dim=1)  # expect: softmax_before_cross_entropy


torch.manual_seed(0)
x, y = torch.randn(30, 5), torch.randint(3, (30,))
model = Classifier()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(5):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
