"""Which language does a name come from? A recurrent network reads it letter by letter.

Four made-up languages have sounds of their own for the beginnings, middles and ends of names; a name is put together
from them. Illeram is special: it is Marelli read from right to left. Its names have the same letters just as often, so
who only counts letters cannot tell the two apart. A network that reads in order can.

Names have different lengths. Packed sequences let one batch hold them all: the network stops reading each name at its
last letter, and nothing is computed for the padding. The same model is trained with a plain RNN and with an LSTM, whose
gates decide what to keep and what to forget.

Look at: the share of new names that is told right, by counting and by reading. And at the last tables, in which the
LSTM reads a name and its mirror image and says after every letter what it would be if it ended there.
"""

import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader

random.seed(5)
torch.manual_seed(5)

SOUNDS = {  # beginnings, vowels, consonants in the middle, ends
    "Norrish": ("th br gr h sk v r k st", "a o ei u y", "r n d l g lf rd", "r n ulf dis rik d ild"),
    "Tosanka": ("t k s n h m r sh y", "a o u i", "k n s sh m t r", "o ki ko mi ta a"),
    "Marelli": ("m l f b r s c g d p v", "a e i o ia", "ll r n s t c nd", "o a ina ello etti i"),
}
LANGUAGES = [*SOUNDS, "Illeram"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def make_name(language):
    if language == "Illeram":
        return make_name("Marelli")[::-1]
    start, vowels, consonants, end = (sounds.split() for sounds in SOUNDS[language])
    middle = "".join(random.choice(vowels) + random.choice(consonants) for _ in range(random.choice([1, 1, 2, 3])))
    return random.choice(start) + middle + random.choice(end)


def letters_of(name):
    return torch.tensor([LETTERS.index(letter) for letter in name])


def batch_of(rows):
    """Names of different lengths as one table, filled up with zeros: (letters (batch, longest), lengths, languages)."""
    sequences = [letters_of(name) for name, language in rows]
    lengths = torch.tensor([len(sequence) for sequence in sequences])
    return pad_sequence(sequences, batch_first=True), lengths, torch.tensor([language for name, language in rows])


class Reader(nn.Module):
    def __init__(self, recurrent, size=32):
        super().__init__()
        self.embedding = nn.Embedding(len(LETTERS), 16)
        self.recurrent = recurrent(16, size, batch_first=True)
        self.scores = nn.Linear(size, len(LANGUAGES))

    def forward(self, letters, lengths):
        packed = pack_padded_sequence(self.embedding(letters), lengths, batch_first=True, enforce_sorted=False)
        _, state = self.recurrent(packed)
        # The state after each name's own last letter; an LSTM has its memory cell beside it.
        hidden = state[0] if isinstance(state, tuple) else state  # (1, batch, size)
        return self.scores(hidden[0])


class Counter(nn.Module):
    """Counts the letters of a name and never asks for their order."""

    def __init__(self):
        super().__init__()
        self.scores = nn.Linear(len(LETTERS), len(LANGUAGES))

    def forward(self, letters, lengths):
        there = torch.arange(letters.shape[1]) < lengths[:, None]  # (batch, longest), False where padded
        counts = (F.one_hot(letters, len(LETTERS)) * there[:, :, None]).sum(1)  # (batch, letters of the alphabet)
        return self.scores(counts.float())


# Twins would let the test names leak into training: every name is used once.
rows = list(dict.fromkeys((make_name(name), i) for _ in range(600) for i, name in enumerate(LANGUAGES)))
random.shuffle(rows)
test_rows, train_rows = rows[:400], rows[400:]
test_batch = batch_of(test_rows)
print(f"{len(train_rows)} names to train on, {len(test_rows)} new ones to test; for example")
for i, language in enumerate(LANGUAGES):
    print(f"  {language}: " + ", ".join([name for name, kind in rows if kind == i][:6]))


def train(model, epochs):
    loader = DataLoader(train_rows, batch_size=50, shuffle=True, collate_fn=batch_of)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    for epoch in range(1, epochs + 1):
        total = 0.0
        for letters, lengths, languages in loader:
            loss = F.cross_entropy(model(letters, lengths), languages)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # a recurrent network's gradient can explode
            optimizer.step()
            total += loss.item() * len(languages)
        if epoch % 2 == 0:
            with torch.no_grad():
                guess = model(*test_batch[:2]).argmax(1)
            right = (guess == test_batch[2]).float().mean().item()
            print(f"  epoch {epoch}: train loss {total / len(train_rows):.5f}, right for new names {right:.3f}")
    return model


print("\ncounting letters")
train(Counter(), 6)
print("\nplain RNN")
train(Reader(nn.RNN), 6)
print("\nLSTM")
reader = train(Reader(nn.LSTM), 6)

for name in ["bandello", "ollednab"]:
    with torch.no_grad():
        outputs, _ = reader.recurrent(reader.embedding(letters_of(name)))  # (letters, size), the state after each
        beliefs = F.softmax(reader.scores(outputs), dim=1)
    print(f"\nreading {name:10s}" + "".join(f"{language:>10s}" for language in LANGUAGES))
    for end, belief in enumerate(beliefs.tolist(), 1):
        print(f"  {name[:end]:16s}" + "".join(f"{p:10.3f}" for p in belief))
