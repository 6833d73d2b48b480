"""A value that backward needs is overwritten."""

import torch

w = torch.tensor([0.5, 1.0], requires_grad=True)
y = torch.exp(w)
total = y.sum()
y += 1  # expect: modified_in_place
total.backward()
