"""A copy of the model follows its weights slowly, and the evaluation asks the copy; the learning rate warms up."""

import copy

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 3))
average = copy.deepcopy(model).eval().requires_grad_(False)
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(step / 5, 1.0))
x, y = torch.randn(64, 4), torch.randint(3, (64,))
for _ in range(15):
    loss = nn.functional.cross_entropy(model(x), y, label_smoothing=0.1)
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    optimizer.step()
    scheduler.step()
    with torch.no_grad():
        for slow, fast in zip(average.parameters(), model.parameters()):
            slow.lerp_(fast, 0.1)
        for slow, fast in zip(average.buffers(), model.buffers()):
            slow.copy_(fast)
        accuracy = (average(x).argmax(1) == y).float().mean().item()
