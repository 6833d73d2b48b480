# A first lesson's program: y = w·x fitted by stochastic gradient descent, one point at a time, printing as it goes.
import torch

points = [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]
w = torch.tensor([1.0])
w.requires_grad = True


def predict(x):
    return x * w


def loss(x, y):
    return (predict(x) - y) ** 2


print("before", predict(4).item())
for epoch in range(100):
    for x, y in points:
        l = loss(x, y)
        l.backward()
        print("\tgrad:", x, y, w.grad.item())
        w.data = w.data - 0.01 * w.grad.data
        w.grad.data.zero_()
    print("progress:", epoch, l.item())
print("after", predict(4).item())
