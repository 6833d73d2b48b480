"""An LSTM's state goes from batch to batch with its graph, in a training loop over a text."""

import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.lstm, self.out = nn.Embedding(10, 6), nn.LSTM(6, 8, batch_first=True), nn.Linear(8, 10)

    def forward(self, words, state):
        x, state = self.lstm(self.embedding(words), state)  # expect: backward_into_old_graph
        return self.out(x), state


torch.manual_seed(0)
model = Model()
optimizer = torch.optim.Adam(model.parameters())
text = torch.randint(10, (2, 25))
state = None
for start in range(0, 24, 6):
    scores, state = model(text[:, start : start + 6], state)
    loss = nn.functional.cross_entropy(scores.flatten(0, 1), text[:, start + 1 : start + 7].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
