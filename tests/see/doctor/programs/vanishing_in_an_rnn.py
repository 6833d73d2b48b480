"""A fused nn.RNN over 60 steps with small weights: what came first has no influence."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(4, 16, batch_first=True)
        self.out = nn.Linear(16, 1)
        nn.init.normal_(self.rnn.weight_hh_l0, std=0.05)

    def forward(self, x):
        _, h = self.rnn(x)  # expect: gradient_vanishes_in_time
        return self.out(h[-1])


torch.manual_seed(0)
model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for _ in range(8):
    x = torch.randn(8, 60, 4)
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x), x[:, 0, :1]).backward()
    optimizer.step()
