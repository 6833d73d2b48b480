"""A line through the origin, y = w·x, fitted by gradient descent, one point at a time.

    backlight run --out out examples/linear.py

It is a PyTorch program: `python examples/linear.py` runs it under torch, and prints the same figures.
"""

import torch

points = [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]  # they lie on y = 2·x
learning_rate = 0.01

w = torch.tensor([1.0], requires_grad=True)  # the guess that training starts from


def predict(x):
    return w * x


def squared_error(x, y):
    difference = predict(x) - y
    return difference * difference


print("before training, x = 4 gives", predict(4).item())

for epoch in range(100):
    for x, y in points:
        loss = squared_error(x, y)  # forward: the graph grows
        loss.backward()  # backward: w.grad becomes d loss / d w, and the graph is freed
        print(f"\tx {x} y {y}: gradient", w.grad.item())
        w.data = w.data - learning_rate * w.grad.data  # .data grows no graph
        w.grad.data.zero_()  # the next backward would add to it
    print(f"epoch {epoch}: loss", loss.item())

print("after training, x = 4 gives", predict(4).item())
