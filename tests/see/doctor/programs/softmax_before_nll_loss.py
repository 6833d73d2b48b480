"""Probabilities go to nll_loss, which wants their logarithms."""

import torch
import torch.nn.functional as F

torch.manual_seed(0)
x, y = torch.randn(20, 4), torch.randint(3, (20,))
w = torch.zeros(4, 3, requires_grad=True)
for _ in range(5):
    probabilities = F.softmax(x @ w, dim=1)  # expect: softmax_before_nll_loss
    loss = F.nll_loss(probabilities, y)
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
