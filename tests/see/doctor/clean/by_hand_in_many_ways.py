"""Updates without an optimizer: through .data, with a new tensor, in place, the gradient emptied in three ways."""

import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0])
a, b, c = (torch.tensor(0.1, requires_grad=True) for _ in range(3))
history = []
for _ in range(12):
    loss = ((a * x - 2 * x) ** 2).mean() + ((b * x + 1) ** 2).mean() + (c - 3) ** 2
    loss.backward()
    history.append(loss.item())
    a.data = a.data - 0.01 * a.grad
    b.data -= 0.01 * b.grad.data
    with torch.no_grad():
        c.sub_(0.01 * c.grad)
    a.grad = None
    b.grad.zero_()
    c.grad.data.zero_()
print(history[-1], x.shape, x.size())
