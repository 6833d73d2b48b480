"""Is a review kind or unkind? A bag of words against a small transformer, which sees the order of the words.

The reviews are made by a little grammar: one remark or two, and after "but" comes the remark that counts; "not" turns
the word behind it around. A bag of words (EmbeddingBag: the mean of what each word means) is told which words occur,
and cannot know what "not" belongs to. The transformer adds to each word where it stands and lets every word look at the
others. Reviews differ in length, so short ones are padded, and a mask keeps the padding out of sight.

Look at: the accuracy of both on new reviews, and the pairs of reviews at the end, which are made of the same words.
"""

import random

import torch
import torch.nn.functional as F
from torch import nn

random.seed(0)
torch.manual_seed(0)
torch.set_default_dtype(torch.float64)  # training magnifies rounding; with doubles every machine prints the same

THINGS = "the plot|the acting|the music|the ending|the camera work|every scene".split("|")
GOOD = "good fresh clever moving funny".split()
BAD = "dull weak stale clumsy boring".split()
PAD, WIDTH, LONGEST = 0, 32, 16


def remark():
    """A remark and whether it is kind."""
    kind = random.random() < 0.5
    subject = random.choice(THINGS) + random.choice([" is", " was", " seemed"])
    if random.random() < 0.3:
        return f"{subject} not {random.choice(BAD if kind else GOOD)}", kind
    return subject + random.choice([" ", " very ", " quite "]) + random.choice(GOOD if kind else BAD), kind


def review():
    """A review and whether it is kind: after "but" comes what counts."""
    (first, _), (last, kind) = remark(), remark()
    return (f"{first} but {last}", kind) if random.random() < 0.6 else (last, kind)


reviews = [review() for _ in range(2000)]
vocabulary = {word: number for number, word in enumerate(sorted({w for text, _ in reviews for w in text.split()}), 1)}


def encode(texts):
    """Word numbers, (texts, longest), short reviews filled up with PAD."""
    rows = [torch.tensor([vocabulary[word] for word in text.split()]) for text in texts]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD)


class BagOfWords(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean = nn.EmbeddingBag(len(vocabulary) + 1, WIDTH, mode="mean", padding_idx=PAD)
        self.head = nn.Linear(WIDTH, 2)

    def forward(self, words):
        return self.head(self.mean(words))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.meaning = nn.Embedding(len(vocabulary) + 1, WIDTH, padding_idx=PAD)
        self.place = nn.Embedding(LONGEST, WIDTH)
        layer = nn.TransformerEncoderLayer(WIDTH, nhead=4, dim_feedforward=64, dropout=0.0, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, num_layers=2, enable_nested_tensor=False)
        self.head = nn.Linear(WIDTH, 2)

    def forward(self, words):
        padding = words == PAD  # (N, L)
        x = self.meaning(words) + self.place(torch.arange(words.shape[1]))  # (N, L, WIDTH)
        x = self.layers(x, src_key_padding_mask=padding)
        kept = ~padding.unsqueeze(2)
        return self.head((x * kept).sum(1) / kept.sum(1))  # the mean over the words that are there


words, labels = encode([text for text, _ in reviews]), torch.tensor([int(kind) for _, kind in reviews])
train_words, train_labels, new_words, new_labels = words[:1600], labels[:1600], words[1600:], labels[1600:]


def train(net, epochs, learning_rate):
    optimizer = torch.optim.Adam(net.parameters(), lr=learning_rate)
    for epoch in range(1, epochs + 1):
        net.train()
        total = 0.0
        for chosen in torch.randperm(len(train_words)).split(40):
            loss = F.cross_entropy(net(train_words[chosen]), train_labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(chosen)
        net.eval()
        with torch.no_grad():
            right = (net(new_words).argmax(1) == new_labels).double().mean().item()
        print(f"    epoch {epoch}: loss {total / len(train_words):.5f}, right on new reviews {right:.1%}")


print(f"{len(vocabulary)} words, {len(train_words)} reviews, such as")
for text, kind in reviews[:3]:
    print("   ", "kind:  " if kind else "unkind:", text)
print("bag of words")
bag = BagOfWords()
train(bag, epochs=5, learning_rate=0.01)
print("transformer")
transformer = Transformer()
train(transformer, epochs=6, learning_rate=3e-3)

print("same words, other order; how kind each of the two finds it")
for text in (
    "the plot was dull but the music was good",
    "the music was good but the plot was dull",
    "the acting was not fresh but the ending was clever",
    "the acting was fresh but the ending was not clever",
):
    with torch.no_grad():
        kindness = [net(encode([text])).softmax(1)[0, 1].item() for net in (bag, transformer)]
    print("    bag {:.3f}, transformer {:.3f}:".format(*kindness), text)
