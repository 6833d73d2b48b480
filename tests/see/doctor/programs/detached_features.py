"""Features go through .data (or .detach()) on their way."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(4, 8), nn.ReLU())  # expect: gradient_cut
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        features = self.encoder(x).data
        return self.head(features)


def main():
    model = Net()
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(4):
        x = torch.randn(8, 4)
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), x[:, :1]).backward()
        optimizer.step()


torch.manual_seed(0)
main()
