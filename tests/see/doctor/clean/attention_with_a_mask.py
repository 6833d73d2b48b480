"""Scores of the future are −∞ before the softmax; nothing that is not finite comes out of it."""

import torch
from torch import nn

torch.manual_seed(0)
embed, mix, out = nn.Embedding(11, 16), nn.Linear(16, 48), nn.Linear(16, 11)
optimizer = torch.optim.AdamW([*embed.parameters(), *mix.parameters(), *out.parameters()], lr=3e-3)
future = torch.triu(torch.ones(8, 8), diagonal=1).bool()
for _ in range(15):
    tokens = torch.randint(11, (4, 9))
    q, k, v = mix(embed(tokens[:, :-1])).chunk(3, dim=-1)
    scores = (q @ k.transpose(1, 2) / 4).masked_fill(future, float("-inf"))
    logits = out(torch.softmax(scores, dim=-1) @ v)
    loss = nn.functional.cross_entropy(logits.reshape(-1, 11), tokens[:, 1:].reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
