"""self.total += loss, in a class."""

import torch
from torch import nn


class Trainer:
    def __init__(self, model):
        self.model, self.total = model, 0
        self.optimizer = torch.optim.Adam(model.parameters())

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = nn.functional.mse_loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        self.total += loss  # expect: graph_grows


torch.manual_seed(0)
trainer = Trainer(nn.Linear(3, 1))
for _ in range(8):
    trainer.step(torch.randn(8, 3), torch.randn(8, 1))
