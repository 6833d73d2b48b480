"""A list that only points at layers which the model has as attributes, and weights that two layers share."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(6, 6), nn.Linear(6, 6)
        self.order = [self.first, self.second]
        self.words = nn.Embedding(7, 6)
        self.back = nn.Linear(6, 7, bias=False)
        self.back.weight = self.words.weight
        self.sizes = {"words": 7}

    def forward(self, tokens):
        x = self.words(tokens)
        for layer in self.order:
            x = torch.relu(layer(x)) + x
        return self.back(x)


torch.manual_seed(0)
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(12):
    tokens = torch.randint(7, (20,))
    net.zero_grad()
    nn.functional.cross_entropy(net(tokens), tokens.roll(1)).backward()
    optimizer.step()
print(net.training, len(net.order), "append" in dir(net.order))
