"""model.eval() in validate() and nobody calls model.train() again."""

import torch
from torch import nn


def validate(model, x):
    model.eval()
    with torch.no_grad():
        return model(x).mean().item()


torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters())
model.train()
for _ in range(4):
    x = torch.randn(16, 4)
    optimizer.zero_grad()
    prediction = model(x)  # expect: eval_mode_in_training
    nn.functional.mse_loss(prediction, x[:, :1]).backward()
    optimizer.step()
    validate(model, x)
