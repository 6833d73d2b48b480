"""Values learned from a slower copy of themselves, which no optimizer is to move."""

import copy

import torch
from torch import nn

torch.manual_seed(0)
online = nn.Sequential(nn.Linear(4, 24), nn.ReLU(), nn.Linear(24, 2))
target = copy.deepcopy(online)
optimizer = torch.optim.Adam(online.parameters(), lr=1e-3)
for _ in range(20):
    state, action, reward, after = torch.randn(16, 4), torch.randint(2, (16,)), torch.randn(16), torch.randn(16, 4)
    value = online(state).gather(1, action.unsqueeze(1)).squeeze(1)
    with torch.no_grad():
        expected = reward + 0.9 * target(after).max(1).values
    loss = nn.functional.smooth_l1_loss(value, expected)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        for slow, fast in zip(target.parameters(), online.parameters(), strict=True):
            slow.lerp_(fast, 0.05)
