"""An encoder and a decoder of two optimizers; the decoder reads the truth, or its own guess, detached."""

import random

import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, words, width):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.gru = nn.GRU(width, width)

    def forward(self, word, hidden):
        return self.gru(self.embedding(word).view(1, 1, -1), hidden)


class Decoder(nn.Module):
    def __init__(self, width, words):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.gru = nn.GRU(width, width)
        self.out = nn.Linear(width, words)

    def forward(self, word, hidden):
        x, hidden = self.gru(torch.relu(self.embedding(word).view(1, 1, -1)), hidden)
        return nn.functional.log_softmax(self.out(x[0]), dim=1), hidden


random.seed(0)
torch.manual_seed(0)
encoder, decoder = Encoder(9, 8), Decoder(8, 9)
encoder_steps = torch.optim.SGD(encoder.parameters(), lr=0.05)
decoder_steps = torch.optim.SGD(decoder.parameters(), lr=0.05)
criterion = nn.NLLLoss()
for _ in range(6):
    source, target = torch.randint(9, (4,)), torch.randint(9, (4,))
    hidden = torch.zeros(1, 1, 8)
    encoder_steps.zero_grad()
    decoder_steps.zero_grad()
    loss = 0
    for word in source:
        _, hidden = encoder(word, hidden)
    word, forced = torch.tensor([0]), random.random() < 0.5
    for wanted in target:
        scores, hidden = decoder(word, hidden)
        loss += criterion(scores, wanted.view(1))
        word = wanted.view(1) if forced else scores.topk(1)[1].squeeze(1).detach()
    loss.backward()
    encoder_steps.step()
    decoder_steps.step()
