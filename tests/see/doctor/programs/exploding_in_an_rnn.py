"""A fused nn.RNN with relu and large recurrent weights over 30 steps."""

import torch
from torch import nn

torch.manual_seed(0)
rnn = nn.RNN(4, 16, nonlinearity="relu", batch_first=True)
out = nn.Linear(16, 1)
nn.init.orthogonal_(rnn.weight_hh_l0, gain=2.5)
optimizer = torch.optim.SGD([*rnn.parameters(), *out.parameters()], lr=1e-30)
for _ in range(8):
    x = torch.randn(8, 30, 4)
    optimizer.zero_grad()
    _, h = rnn(x)  # expect: gradient_explodes_in_time
    nn.functional.mse_loss(out(h[-1]), x[:, 0, :1]).backward()
    optimizer.step()
