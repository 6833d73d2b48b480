"""Q-learning from a replay memory, with a target network, gather, a Huber loss and clipped gradients."""

import random
from collections import deque

import torch
from torch import nn


class DQN(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1, self.layer2, self.layer3 = nn.Linear(4, 32), nn.Linear(32, 32), nn.Linear(32, 2)

    def forward(self, x):
        x = nn.functional.relu(self.layer1(x))
        x = nn.functional.relu(self.layer2(x))
        return self.layer3(x)


random.seed(0)
torch.manual_seed(0)
policy, target = DQN(), DQN()
target.load_state_dict(policy.state_dict())
optimizer = torch.optim.AdamW(policy.parameters(), lr=1e-3, amsgrad=True)
memory = deque(maxlen=200)
state = torch.randn(1, 4)
for _ in range(60):
    with torch.no_grad():
        action = policy(state).max(1).indices.view(1, 1)
    following = None if random.random() < 0.1 else 0.9 * state + 0.1 * torch.randn(1, 4)
    memory.append((state, action, following, torch.tensor([random.random()])))
    state = torch.randn(1, 4) if following is None else following
    if len(memory) < 32:
        continue
    batch = random.sample(memory, 32)
    alive = torch.tensor([following is not None for *_, following, _ in batch])
    states, actions, rewards = (torch.cat([row[i] for row in batch]) for i in (0, 1, 3))
    values = policy(states).gather(1, actions)
    next_values = torch.zeros(32)
    with torch.no_grad():
        next_values[alive] = target(torch.cat([row[2] for row in batch if row[2] is not None])).max(1).values
    loss = nn.SmoothL1Loss()(values, (rewards + 0.9 * next_values).unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(policy.parameters(), 100)
    optimizer.step()
    weights = target.state_dict()
    for name, value in policy.state_dict().items():
        weights[name] = 0.05 * value + 0.95 * weights[name]
    target.load_state_dict(weights)
