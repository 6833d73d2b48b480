"""optimizer.zero_grad without parentheses, in a class."""

import torch
from torch import nn


class Trainer:
    def __init__(self):
        self.model = nn.Linear(2, 1)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)

    def step(self, x, y):
        self.optimizer.zero_grad  # noqa: B018  # expect: method_not_called
        loss = nn.functional.mse_loss(self.model(x), y)
        loss.backward()  # expect: zero_grad_missing
        self.optimizer.step()


torch.manual_seed(0)
trainer = Trainer()
for _ in range(4):
    trainer.step(torch.randn(8, 2), torch.randn(8, 1))
