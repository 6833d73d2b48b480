"""A recurrent state goes on to the next step with the graph of the step before."""

import torch
from torch import nn

torch.manual_seed(0)
cell, head = nn.RNNCell(3, 5), nn.Linear(5, 1)
optimizer = torch.optim.SGD([*cell.parameters(), *head.parameters()], lr=0.1)
state = torch.zeros(1, 5)
for _ in range(4):
    state = cell(torch.randn(1, 3), state)  # expect: backward_into_old_graph
    loss = head(state).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
