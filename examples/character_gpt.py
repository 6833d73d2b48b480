"""A small GPT learns to write, one character after the other, and even learns a little grammar on the way.

The text is made here: short sentences about animals. English wants "one owl by the sea sings" but "two owls by the sea
sing": the verb goes by the first word, far in front. Nobody tells the model what a word is, let alone a verb. It sees
characters and guesses the next one.

Attention is how it looks back. At each place the model asks a question (query); every earlier place has a label (key)
and some content (value). Where question and label fit, the content is fetched.

Look at: the loss beside that of a guess which knows all the rules, the best there is, because dice choose the words.
And at what the model writes before training and after. At the end a grammar checks its sentences; the model saw nothing
of the rules but their traces in the text.
"""

import math
import random
import re

import torch
import torch.nn.functional as F
from torch import nn

random.seed(2)
torch.manual_seed(2)

# ---- the text -----------------------------------------------------------------------------------------------------
ONE, MORE = ["the", "one"], ["two", "many"]
ANIMALS = ["owl", "cat", "bear", "hare", "bird", "frog", "duck", "goat"]
ADJECTIVES = ["", "old ", "small ", "quiet ", "brave "]
PLACES = ["", "by the sea ", "at night ", "in the sun ", "on a hill "]
VERBS = ["sing", "sleep", "wait", "hide", "dream", "jump"]


def sentence():
    one = random.random() < 0.5
    number, noun, verb = random.choice(ONE if one else MORE), random.choice(ANIMALS), random.choice(VERBS)
    noun, verb = (noun, verb + "s") if one else (noun + "s", verb)
    return f"{number} {random.choice(ADJECTIVES)}{noun} {random.choice(PLACES)}{verb}.\n"


sentences = [sentence() for _ in range(1500)]
text = "".join(sentences)
characters = sorted(set(text))
code = {character: i for i, character in enumerate(characters)}
data = torch.tensor([code[character] for character in text])
beginnings = 1 + torch.where(data[:-1] == code["\n"])[0]

# A sentence is one of this many, equally likely: it holds a surprise of the logarithm, spread over its characters.
possible = 2 * len(ONE) * len(ANIMALS) * len(ADJECTIVES) * len(PLACES) * len(VERBS)
entropy = math.log(possible) * len(sentences) / len(text)

# ---- the model ----------------------------------------------------------------------------------------------------
CONTEXT, SIZE, HEADS = 36, 48, 4  # CONTEXT is enough for the longest sentence


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query_key_value = nn.Linear(SIZE, 3 * SIZE)
        self.out = nn.Linear(SIZE, SIZE)
        self.register_buffer("future", torch.ones(CONTEXT, CONTEXT, dtype=torch.bool).triu(1))

    def forward(self, x):
        batch, length, _ = x.shape
        # Each head asks questions of its own: (batch, length, 3 * SIZE) -> 3 × (batch, HEADS, length, SIZE / HEADS)
        q, k, v = self.query_key_value(x).view(batch, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        fit = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (batch, HEADS, length, length)
        # A place must not see what comes after it: that is what it has to guess.
        fit = fit.masked_fill(self.future[:length, :length], -math.inf)
        fetched = F.softmax(fit, dim=-1) @ v
        return self.out(fetched.transpose(1, 2).reshape(batch, length, SIZE))  # the heads side by side again


class Block(nn.Module):
    """Fetch from other places, then think at each place; both are added to what is there."""

    def __init__(self):
        super().__init__()
        self.fetch = nn.Sequential(nn.LayerNorm(SIZE), Attention())
        self.think = nn.Sequential(nn.LayerNorm(SIZE), nn.Linear(SIZE, 4 * SIZE), nn.GELU(), nn.Linear(4 * SIZE, SIZE))

    def forward(self, x):
        x = x + self.fetch(x)
        return x + self.think(x)


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.character = nn.Embedding(len(characters), SIZE)
        self.place = nn.Embedding(CONTEXT, SIZE)  # attention itself does not know what comes first
        self.blocks = nn.Sequential(Block(), Block())
        for embedding in (self.character, self.place):
            nn.init.normal_(embedding.weight, std=0.1)  # small: what a place means is to be learned, not drawn
        self.head = nn.Sequential(nn.LayerNorm(SIZE), nn.Linear(SIZE, len(characters)))

    def forward(self, codes):  # (batch, length) -> scores (batch, length, characters)
        return self.head(self.blocks(self.character(codes) + self.place(torch.arange(codes.shape[1]))))

    @torch.no_grad()
    def write(self, count):
        """`count` sentences at once, letter by letter."""
        codes = torch.full((count, 1), code["\n"])  # where a sentence ends, the next one begins
        while codes.shape[1] <= CONTEXT:
            scores = self(codes)[:, -1]  # (count, characters), for the character that comes next
            codes = torch.cat([codes, torch.multinomial(F.softmax(scores, dim=-1), 1)], dim=1)
        return ["".join(characters[c] for c in row[1:]).partition("\n")[0] for row in codes.tolist()]


model = GPT()
print(f"{len(text)} characters of text, {len(characters)} of them different; for example")
print("".join(sentences[:3]))
print("before training it writes:", repr(model.write(1)[0]))
print(f"a guess without any knowledge has a loss of {math.log(len(characters)):.4f}")
print(f"the best guess, knowing all the rules, has about {entropy:.4f}")

# ---- the training -------------------------------------------------------------------------------------------------
STEPS = 250
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, total_steps=STEPS, pct_start=0.1)
for step in range(1, STEPS + 1):
    # Pieces that begin with a sentence, or rather with the end of the one before.
    starts = beginnings[torch.randint(len(beginnings) - 2, (16, 1))] - 1
    piece = data[starts + torch.arange(CONTEXT + 1)]  # (16, CONTEXT + 1)
    scores = model(piece[:, :-1])
    # At every place at once, the answer is the character one further.
    loss = F.cross_entropy(scores.flatten(0, 1), piece[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    if step % 25 == 0:
        print(f"  step {step:3d}: loss {loss.item():.5f}")

# ---- what it writes -----------------------------------------------------------------------------------------------
written = model.write(50)
print("\nafter training it writes:", *written[:6], sep="\n  ")

any_of = lambda words: "(" + "|".join(words) + ")"
start, rest = any_of(ADJECTIVES) + any_of(ANIMALS), any_of(PLACES) + any_of(VERBS)
grammar = re.compile(f"{any_of(ONE)} {start} {rest}s\\.|{any_of(MORE)} {start}s {rest}\\.")
good = [line for line in written if grammar.fullmatch(line)]
new = [line for line in good if line + "\n" not in sentences]
print(f"\n{len(good)} of {len(written)} sentences are correct, {len(new)} of these were not in the text")
print("wrong:", *[line for line in written if line not in good][:3], sep="\n  ")
