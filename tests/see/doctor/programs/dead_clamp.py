"""relu written as clamp(min=0)."""

import torch

torch.manual_seed(0)
w1 = torch.randn(3, 12)
w1 = (-w1.abs()).requires_grad_()
w2 = torch.randn(12, 1, requires_grad=True)
x = torch.rand(20, 3)
for _ in range(15):
    hidden = (x @ w1).clamp(min=0)  # expect: dead_relu
    loss = ((hidden @ w2 - 1) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for w in (w1, w2):
            w -= 0.01 * w.grad
            w.grad = None
