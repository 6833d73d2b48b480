"""The scores of every batch are kept for a report at the end, with their graphs; they were never gone back through."""

import torch
from torch import nn


def run(model, batches):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    outputs = []
    for x, y in batches:
        scores = model(x)
        loss = nn.functional.cross_entropy(scores, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        outputs += [scores]  # expect: graph_kept
    return torch.cat(outputs).argmax(1)


torch.manual_seed(0)
batches = [(torch.randn(8, 3), torch.randint(4, (8,))) for _ in range(12)]
print(run(nn.Linear(3, 4), batches).bincount())
