"""A trainer class with Adam: the gradients are never emptied."""

import torch
from torch import nn


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        self.criterion = nn.CrossEntropyLoss()

    def train_step(self, x, y):
        loss = self.criterion(self.model(x), y)
        loss.backward()  # expect: zero_grad_missing
        self.optimizer.step()
        return loss.item()

    def fit(self, batches, epochs):
        for _ in range(epochs):
            total = sum(self.train_step(x, y) for x, y in batches)
        return total


torch.manual_seed(0)
batches = [(torch.randn(8, 4), torch.randint(3, (8,))) for _ in range(4)]
trainer = Trainer(nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3)))
print(trainer.fit(batches, 3))
