"""By hand, without an optimizer: (w @ x) of a column, a target of a row, abs."""

import torch

torch.manual_seed(0)
x = torch.randn(12, 2)
y = x @ torch.tensor([1.0, -2.0])
w = torch.zeros(2, 1, requires_grad=True)
for _ in range(4):
    prediction = x @ w
    loss = (prediction - y).abs().mean()  # expect: broadcast_in_loss
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
