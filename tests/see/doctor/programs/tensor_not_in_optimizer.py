"""Bare tensors: the bias was forgotten."""

import torch

torch.manual_seed(0)
w = torch.randn(3, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)  # expect: not_in_optimizer
x = torch.randn(16, 3)
y = x.sum(1, keepdim=True) + 2
for _ in range(6):
    loss = ((x @ w + b - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
