"""A GAN's generator goes back through a critic whose weights were moved in between."""

import torch
from torch import nn

torch.manual_seed(0)
maker, critic = nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
maker_steps = torch.optim.SGD(maker.parameters(), lr=0.1)
critic_steps = torch.optim.SGD(critic.parameters(), lr=0.1)
forged = maker(torch.randn(4, 2))
score = critic(forged).mean()
critic_steps.zero_grad()
score.backward(retain_graph=True)
critic_steps.step()  # expect: modified_in_place
maker_steps.zero_grad()
(-score).backward()
maker_steps.step()
