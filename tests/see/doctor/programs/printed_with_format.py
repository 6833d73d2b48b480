"""The method in % and format()."""

import torch

w = torch.tensor(2.0, requires_grad=True)
loss = w * w
loss.backward()
print("loss: {}".format(loss.item))  # noqa: UP032  # expect: method_printed
print("gradient: %s" % w.grad.item)  # noqa: UP031  # expect: method_printed
