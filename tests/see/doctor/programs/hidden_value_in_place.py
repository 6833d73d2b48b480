"""relu's own result is changed in place within forward."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(3, 6), nn.Linear(6, 1)

    def forward(self, x):
        x = torch.sigmoid(self.a(x))
        x[:, 0] = 0  # expect: modified_in_place
        return self.b(x)


torch.manual_seed(0)
model = Net()
nn.functional.mse_loss(model(torch.randn(4, 3)), torch.zeros(4, 1)).backward()
