"""A compiled model and a trainer class, with early stopping and a learning rate that falls on a plateau."""

import torch
from torch import nn


class Trainer:
    def __init__(self, model, lr):
        self.model = torch.compile(model)
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)
        self.scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(self.optimizer, patience=1)
        self.losses = []

    def fit(self, x, y, epochs):
        best, patience = float("inf"), 0
        for _ in range(epochs):
            self.model.train()
            loss = nn.functional.binary_cross_entropy_with_logits(self.model(x).squeeze(1), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            self.losses.append(loss.item())
            self.scheduler.step(loss.item())
            best, patience = (loss.item(), 0) if loss.item() < best else (best, patience + 1)
            if patience == 3:
                break

    @torch.no_grad()
    def predict(self, x):
        self.model.eval()
        return torch.sigmoid(self.model(x)).squeeze(1)


torch.manual_seed(0)
x = torch.randn(40, 3)
trainer = Trainer(nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Dropout(0.2), nn.Linear(8, 1)), lr=1e-2)
trainer.fit(x, (x.sum(1) > 0).float(), 12)
print(trainer.predict(x).mean().item())
