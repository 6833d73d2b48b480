"""Gradient descent by hand that never empties w.grad."""

import torch

x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([2.0, 4.0, 6.0])
w = torch.tensor(0.5, requires_grad=True)
for _ in range(10):
    loss = ((w * x - y) ** 2).mean()
    loss.backward()  # expect: zero_grad_missing
    with torch.no_grad():
        w -= 0.01 * w.grad
print(w.item())
