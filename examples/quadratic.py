"""A parabola, y = w1·x² + w2·x + b, fitted by gradient descent to three points that lie on a line.

    backlight run --out out examples/quadratic.py

Open out/graph.svg afterwards: the last backward pass, with every value and every gradient.
"""

import torch

points = [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]
learning_rate = 0.01

w1 = torch.tensor([1.0], requires_grad=True)
w2 = torch.tensor([1.0], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
parameters = [w1, w2, b]


def predict(x):
    return w1 * x**2 + w2 * x + b


def squared_error(x, y):
    return (predict(x) - y) ** 2


for epoch in range(100):
    for x, y in points:
        loss = squared_error(x, y)
        loss.backward()
        print(f"\tx {x} y {y}: gradients", *(parameter.grad.item() for parameter in parameters))
        for parameter in parameters:
            parameter.data = parameter.data - learning_rate * parameter.grad.data
            parameter.grad.data.zero_()
    print(f"epoch {epoch}: loss", loss.item())

print("after training, x = 4 gives", predict(4).item())
