"""The picture is what is trained, the network is fixed, and the distances of the layers are kept for printing."""

import torch
from torch import nn

torch.manual_seed(0)
network = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.ReLU(), nn.Conv2d(6, 6, 3, padding=1), nn.ReLU()).eval()
for p in network.parameters():
    p.requires_grad_(False)
content = torch.rand(1, 3, 8, 8)
picture = content.clone().requires_grad_(True)
optimizer = torch.optim.Adam([picture], lr=0.02)
with torch.no_grad():
    wanted = network(torch.rand(1, 3, 8, 8)).flatten(2)
    wanted = wanted @ wanted.mT
for _ in range(12):
    found = network(picture).flatten(2)
    style = nn.functional.mse_loss(found @ found.mT, wanted)
    loss = style + 0.1 * (picture - content).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        picture.clamp_(0, 1)
