"""Trained, then asked in a flat script, under no_grad, with dropout still at work."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 1))
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for _ in range(4):
    loss = nn.functional.mse_loss(model(x), y)
    model.zero_grad()
    loss.backward()
    optimizer.step()
with torch.inference_mode():
    prediction = model(x)  # expect: train_mode_in_evaluation
print(prediction.shape)
