"""Two views of each example are pulled together by cross-entropy over cosine similarities; the scale is learned."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
encoder = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 8))
scale = nn.Parameter(torch.tensor(2.0))
optimizer = torch.optim.AdamW([*encoder.parameters(), scale], lr=1e-2)
x = torch.randn(16, 10)
labels = torch.arange(16)
for _ in range(12):
    a, b = (F.normalize(encoder(x + 0.1 * torch.randn_like(x)), dim=1) for _ in range(2))
    scores = scale.exp() * a @ b.T
    loss = (F.cross_entropy(scores, labels) + F.cross_entropy(scores.T, labels)) / 2
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    apart = F.triplet_margin_loss(a, b, b.roll(1, 0)).item()
