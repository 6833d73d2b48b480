"""A logarithm of a number that training drives below zero."""

import torch

w = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.3)
for _ in range(8):
    surprise = torch.log(w)  # expect: nonfinite
    loss = (surprise + 5) ** 2
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(w.item())
