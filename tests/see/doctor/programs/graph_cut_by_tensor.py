"""torch.tensor(loss) makes a new tensor."""

import torch
from torch import nn


class Trainer:
    def __init__(self):
        self.model = nn.Linear(4, 1)

    def step(self, x, y):
        self.loss = torch.tensor(nn.functional.mse_loss(self.model(x), y).item())  # expect: loss_without_graph
        self.loss.backward()


torch.manual_seed(0)
Trainer().step(torch.randn(6, 4), torch.randn(6, 1))
