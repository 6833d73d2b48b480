"""Two tables of embeddings of which few rows are ever used, and a bag of words, each with an optimizer of its own."""

import torch
from torch import nn

torch.manual_seed(0)
people, films, bag = nn.Embedding(500, 8), nn.Embedding(900, 8), nn.EmbeddingBag(400, 8, mode="mean")
bias = nn.Parameter(torch.zeros(1))
tables = torch.optim.Adagrad([*people.parameters(), *films.parameters(), *bag.parameters()], lr=0.02)
rest = torch.optim.SGD([bias], lr=0.1)
who, what, words = torch.randint(12, (64,)), torch.randint(12, (64,)), torch.randint(30, (64, 5))
marks = torch.rand(64) * 4 + 1
for _ in range(12):
    score = (people(who) * films(what) + bag(words)).sum(-1) + bias
    loss = nn.functional.mse_loss(score, marks)
    tables.zero_grad()
    rest.zero_grad()
    loss.backward()
    tables.step()
    rest.step()
