"""The body is frozen and left out of the optimizer, then thawed and added as a group of its own."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.ModuleDict({"body": nn.Linear(6, 12), "head": nn.Linear(12, 2)})
for p in model["body"].parameters():
    p.requires_grad = False
optimizer = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr=1e-2)
x, y = torch.randn(20, 6), torch.randint(2, (20,))
criterion = nn.CrossEntropyLoss()
for epoch in range(10):
    if epoch == 5:
        for p in model["body"].parameters():
            p.requires_grad = True
        optimizer.add_param_group({"params": model["body"].parameters(), "lr": 1e-3})
    loss = criterion(model["head"](torch.tanh(model["body"](x))), y)
    model.zero_grad()
    loss.backward()
    optimizer.step()
