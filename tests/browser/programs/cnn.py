"""A circle or a cross? A small convolutional network looks at pictures of 12 × 12 points."""

import torch
from torch import nn

torch.manual_seed(2)
SIDE = 12
axis = torch.arange(SIDE) - (SIDE - 1) / 2
row, column = axis[:, None], axis[None, :]


def circle():
    return ((row**2 + column**2).sqrt() - 3 - torch.rand(())).abs() < 0.8


def cross():
    return torch.minimum(row.abs(), column.abs()) < 0.6 + torch.rand(())


pictures = torch.stack([shape().float() for shape in (circle, cross) for _ in range(8)])[:, None]  # (16, 1, 12, 12)
pictures = pictures + 0.3 * torch.randn(pictures.shape)
labels = torch.tensor([0] * 8 + [1] * 8)


class Looker(nn.Module):
    def __init__(self):
        super().__init__()
        self.edges = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2))
        self.shapes = nn.Sequential(nn.Conv2d(4, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2))
        self.decide = nn.Linear(8 * 3 * 3, 2)

    def forward(self, x):
        return self.decide(self.shapes(self.edges(x)).flatten(1))


model = Looker()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for _ in range(20):
    loss = nn.functional.cross_entropy(model(pictures), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
