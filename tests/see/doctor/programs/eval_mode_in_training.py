"""After the first evaluation the model is never put back into training mode."""

import torch
from torch import nn

torch.manual_seed(0)
x, y = torch.randn(60, 6), torch.randint(2, (60,))
model = nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(4):
    logits = model(x[:48])  # expect: eval_mode_in_training
    loss = nn.functional.cross_entropy(logits, y[:48])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        print((model(x[48:]).argmax(1) == y[48:]).float().mean().item())
