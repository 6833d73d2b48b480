"""A recurrent network reads a long series in pieces, and its state goes on without its graph."""

import torch
from torch import nn

torch.manual_seed(0)
series = torch.sin(torch.arange(400) / 7).reshape(1, 400, 1)
lstm, head = nn.LSTM(1, 12, batch_first=True), nn.Linear(12, 1)
parameters = [*lstm.parameters(), *head.parameters()]
optimizer = torch.optim.Adam(parameters, lr=0.01)
state, total = None, 0.0
for start in range(0, 380, 20):
    out, state = lstm(series[:, start : start + 20], state)
    state = tuple(part.detach() for part in state)
    loss = nn.functional.mse_loss(head(out), series[:, start + 1 : start + 21])
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
    total += loss.item()
print(total)
