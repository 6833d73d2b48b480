"""One step that is far too large, and the weight is infinite."""

import torch

w = torch.tensor([1.0], requires_grad=True)
for _ in range(3):
    loss = (w * 1e20).sum()  # expect: nonfinite_parameter
    loss.backward()
    with torch.no_grad():
        w += 1e20 * w.grad
    w.grad = None
