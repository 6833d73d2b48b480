"""sqrt has an infinite slope at 0: a distance between a point and itself."""

import torch

torch.manual_seed(0)
points = torch.randn(4, 2, requires_grad=True)
for _ in range(3):
    squares = ((points[:, None] - points[None]) ** 2).sum(-1)
    distances = torch.sqrt(squares)  # expect: nonfinite_gradient
    loss = (distances - 1).abs().mean()
    loss.backward()
    with torch.no_grad():
        points -= 0.1 * points.grad
    points.grad = None
