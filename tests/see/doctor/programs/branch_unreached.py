"""A skip branch that forward makes and never adds."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Linear(4, 4)
        self.skip = nn.Linear(4, 4)  # expect: gradient_cut
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        main = torch.relu(self.main(x))
        skip = self.skip(x)  # noqa: F841
        return self.out(main)


torch.manual_seed(0)
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for _ in range(4):
    x = torch.randn(8, 4)
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x), x[:, :1]).backward()
    optimizer.step()
