"""A pretrained body with its batch-norm in evaluation mode, a new head, and one group of parameters for each."""

import torch
from torch import nn


class Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        return self.pool(torch.relu(self.norm(self.conv(x)))).flatten(1)


torch.manual_seed(0)
body, old_head = Body(), nn.Linear(8, 5)
x, y = torch.randn(12, 1, 6, 6), torch.randint(5, (12,))
optimizer = torch.optim.SGD([*body.parameters(), *old_head.parameters()], lr=0.05)
for _ in range(4):
    optimizer.zero_grad()
    nn.functional.cross_entropy(old_head(body(x)), y).backward()
    optimizer.step()

head = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3))
model = nn.Sequential(body, head)
optimizer = torch.optim.SGD(
    [{"params": body.parameters(), "lr": 1e-3}, {"params": head.parameters()}], lr=1e-2, momentum=0.9
)
y = torch.randint(3, (12,))
for _ in range(4):
    model.train()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
