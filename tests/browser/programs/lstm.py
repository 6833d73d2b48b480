"""Does a word read the same from both ends? An LSTM cell reads it letter by letter."""

import torch
from torch import nn

torch.manual_seed(1)
WORDS = ["level", "radar", "apple", "house"]
letters = torch.tensor([[ord(letter) - ord("a") for letter in word] for word in WORDS])  # (word, letter)
mirrored = torch.tensor([[1.0], [1.0], [0.0], [0.0]])


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(26, 4)
        self.cell = nn.LSTMCell(4, 6)
        self.score = nn.Linear(6, 1)

    def forward(self, letters):
        h, c = torch.zeros(len(letters), 6), torch.zeros(len(letters), 6)
        for x in self.embedding(letters).unbind(1):  # x: (word, 4), one letter of every word
            h, c = self.cell(x, (h, c))
        return self.score(h)


model = Reader()
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for _ in range(40):
    loss = nn.functional.binary_cross_entropy_with_logits(model(letters), mirrored)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
