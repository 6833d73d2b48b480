"""An actor and a critic learn from episodes: the log-probabilities of an episode in a list, emptied after its step."""

import torch
from torch import nn
from torch.distributions import Categorical


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(3, 32)
        self.action, self.value = nn.Linear(32, 2), nn.Linear(32, 1)
        self.saved, self.rewards = [], []

    def forward(self, x):
        x = torch.relu(self.body(x))
        return torch.softmax(self.action(x), dim=-1), self.value(x)


def finish(policy, optimizer):
    returns, total = [], 0.0
    for reward in reversed(policy.rewards):
        total = reward + 0.9 * total
        returns.insert(0, total)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + 1e-6)
    policy_losses, value_losses = [], []
    for (log_probability, value), wanted in zip(policy.saved, returns):
        policy_losses.append(-log_probability * (wanted - value.item()))
        value_losses.append(nn.functional.smooth_l1_loss(value, wanted.unsqueeze(0)))
    optimizer.zero_grad()
    loss = torch.stack(policy_losses).sum() + torch.stack(value_losses).sum()
    loss.backward()
    optimizer.step()
    del policy.saved[:], policy.rewards[:]


torch.manual_seed(0)
policy = Policy()
optimizer = torch.optim.Adam(policy.parameters(), lr=1e-2)
for _ in range(8):
    state = torch.randn(3)
    for _ in range(8):
        probabilities, value = policy(state)
        choice = Categorical(probabilities)
        action = choice.sample()
        policy.saved.append((choice.log_prob(action), value))
        policy.rewards.append(float(action == (state[0] > 0)))
        state = torch.randn(3)
    finish(policy, optimizer)
