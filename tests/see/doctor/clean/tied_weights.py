"""A small language model whose last layer shares the embedding's weights; rare words and padding get few gradients."""

import torch
from torch import nn


class Model(nn.Module):
    def __init__(self, words=300, width=12):
        super().__init__()
        self.embedding = nn.Embedding(words, width, padding_idx=0)
        self.rnn = nn.GRU(width, width, batch_first=True)
        self.out = nn.Linear(width, words, bias=False)
        self.out.weight = self.embedding.weight

    def forward(self, words, state=None):
        x, state = self.rnn(self.embedding(words), state)
        return self.out(x), state


torch.manual_seed(0)
text = torch.randint(1, 20, (4, 41))
text[0, 30:] = 0
model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
state = None
for start in range(0, 40, 8):
    scores, state = model(text[:, start : start + 8], state)
    state = state.detach()
    loss = nn.functional.cross_entropy(
        scores.transpose(1, 2), text[:, start + 1 : start + 9], ignore_index=0, reduction="sum"
    )
    loss = loss / 32
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
