"""Gradient descent by hand with steps that are too large."""

import torch

torch.manual_seed(0)
w = torch.zeros(3, 1, requires_grad=True)
x = torch.randn(40, 3)
y = x.sum(1, keepdim=True)
for _ in range(15):
    loss = ((x @ w - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 2.5 * w.grad  # expect: loss_diverges
    w.grad.zero_()
