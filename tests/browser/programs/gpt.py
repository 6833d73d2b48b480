"""A GPT of twelve blocks learns to write down the letter that comes next, for a few steps."""

import math

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(3)
TEXT = "the sun goes down and the moon comes up and the stars come out and the owls wake up "
LETTERS = sorted(set(TEXT))
data = torch.tensor([LETTERS.index(letter) for letter in TEXT])
CONTEXT, SIZE, HEADS, BLOCKS = 16, 16, 2, 12


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query_key_value = nn.Linear(SIZE, 3 * SIZE)
        self.out = nn.Linear(SIZE, SIZE)
        self.register_buffer("future", torch.ones(CONTEXT, CONTEXT, dtype=torch.bool).triu(1))

    def forward(self, x):
        batch, length, _ = x.shape
        heads = self.query_key_value(x).view(batch, length, 3 * HEADS, SIZE // HEADS).transpose(1, 2)
        q, k, v = heads.split(HEADS, dim=1)  # (batch, HEADS, length, SIZE / HEADS) each
        fit = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (batch, HEADS, length, length)
        fit = fit.masked_fill(self.future[:length, :length], -math.inf)
        fetched = F.softmax(fit, dim=-1) @ v
        return self.out(fetched.transpose(1, 2).reshape(batch, length, SIZE))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(SIZE)
        self.attention = Attention()
        self.norm2 = nn.LayerNorm(SIZE)
        self.mlp = nn.Sequential(nn.Linear(SIZE, 4 * SIZE), nn.GELU(), nn.Linear(4 * SIZE, SIZE))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.letter = nn.Embedding(len(LETTERS), SIZE)
        self.place = nn.Embedding(CONTEXT, SIZE)
        self.blocks = nn.ModuleList([Block() for _ in range(BLOCKS)])
        self.norm = nn.LayerNorm(SIZE)
        self.head = nn.Linear(SIZE, len(LETTERS), bias=False)

    def forward(self, codes):  # (batch, length) -> scores (batch, length, letters)
        x = self.letter(codes) + self.place(torch.arange(codes.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


model = GPT()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.003)
for _ in range(8):
    starts = torch.randint(len(data) - CONTEXT, (4, 1))
    piece = data[starts + torch.arange(CONTEXT + 1)]  # (4, CONTEXT + 1)
    scores = model(piece[:, :-1])
    loss = F.cross_entropy(scores.flatten(0, 1), piece[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
