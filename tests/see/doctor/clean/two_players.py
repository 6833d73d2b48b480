"""A generator and a critic: each gets gradients that the other's step leaves behind and that are thrown away."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
maker = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
critic = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
maker_steps = torch.optim.Adam(maker.parameters(), lr=1e-3)
critic_steps = torch.optim.RMSprop(critic.parameters(), lr=1e-3)
for _ in range(20):
    true, forged = torch.randn(32, 2) + 3, maker(torch.randn(32, 2))
    critic_steps.zero_grad()
    F.softplus(-critic(true)).mean().backward()
    F.softplus(critic(forged.detach())).mean().backward()
    critic_steps.step()
    with torch.no_grad():
        for p in critic.parameters():
            p.clamp_(-0.5, 0.5)
    maker_steps.zero_grad()
    F.softplus(-critic(forged)).mean().backward()
    maker_steps.step()
