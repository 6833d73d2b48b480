"""Two heads, their losses weighted by learned uncertainty, one of them taken back alone before the other."""

import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(5, 24), nn.GELU())
        self.kind, self.size = nn.Linear(24, 3), nn.Linear(24, 1)
        self.log_variances = nn.Parameter(torch.zeros(2))

    def forward(self, x):
        x = self.body(x)
        return self.kind(x), self.size(x).squeeze(-1)


torch.manual_seed(0)
model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
x, kinds, sizes = torch.randn(30, 5), torch.randint(3, (30,)), torch.randn(30)
losses = []
for step in range(12):
    kind, size = model(x)
    first = nn.functional.cross_entropy(kind, kinds)
    second = nn.functional.mse_loss(size, sizes)
    total = (torch.exp(-model.log_variances) * torch.stack([first, second]) + model.log_variances).sum()
    optimizer.zero_grad()
    if step % 3 == 0:
        first.backward(retain_graph=True)
        model.zero_grad()
    total.backward()
    optimizer.step()
    losses.append(total.detach())
print(torch.stack(losses).mean())
