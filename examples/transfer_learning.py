"""Transfer learning: what a network learned from many letters helps it to read digits of which it has seen few.

A small convolutional network is trained to read letters, of which there are plenty of pictures, and its weights are
saved to a file. The new task is to read digits, with only three pictures of each to learn from. The new network loads
the file, keeps the features of the old one as they are (frozen), and gets a new last layer, which is all that is
trained; at the end the features are thawed and fine-tuned with a small learning rate.

Look at: how many new pictures of digits each network reads, next to the same network trained from scratch on the same
thirty pictures.
"""

import os
import tempfile

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)  # training magnifies rounding; with doubles every machine prints the same

SIZE = 14
# Five rows of three pixels, each row a number in binary: 2 is ·#· and 5 is #·#.
LETTERS = "A25755 B65656 C34443 D65556 E74647 F74644 H55755 J11152"
LETTERS += " K55655 L44447 N65555 P65644 T72222 U55557 X55255 Y55222"
DIGITS = "075557 126222 271247 371317 455711 574617 634757 771222 875757 975716"


def drawing(glyph):
    """A glyph in the middle of a picture, every pixel of it blown up to 2×2."""
    rows = torch.tensor([[int(row) >> bit & 1 for bit in (2, 1, 0)] for row in glyph[1:]])  # (5, 3)
    picture = torch.zeros(SIZE, SIZE)
    picture[2:12, 4:10] = rows.repeat_interleave(2, 0).repeat_interleave(2, 1)
    return picture


def pictures(glyphs, count):
    """`count` pictures of each glyph, each turned, sized, moved and soiled its own way, and which glyph it shows."""
    labels = torch.arange(len(glyphs.split())).repeat_interleave(count)
    drawings = torch.stack([drawing(glyph) for glyph in glyphs.split()])[labels].unsqueeze(1)  # (N, 1, SIZE, SIZE)
    angle, size = (torch.rand(2, len(labels)) - 0.5) * torch.tensor([[0.6], [0.5]])
    move = 0.4 * torch.rand(len(labels), 2) - 0.2
    cos, sin = (1 + size) * angle.cos(), (1 + size) * angle.sin()
    maps = torch.stack([cos, -sin, move[:, 0], sin, cos, move[:, 1]], dim=1).view(-1, 2, 3)
    images = F.grid_sample(drawings, F.affine_grid(maps, drawings.shape, align_corners=False), align_corners=False)
    return images + 0.2 * torch.randn_like(images), labels


def network(kinds):
    features = nn.Sequential(
        nn.Conv2d(1, 12, 3),  # (N, 12, 12, 12)
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 12, 6, 6)
        nn.Conv2d(12, 24, 3),  # (N, 24, 4, 4)
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 24, 2, 2)
        nn.Flatten(),
        nn.Linear(96, 32),
        nn.ReLU(),
    )
    return nn.Sequential(features, nn.Linear(32, kinds))


def train(net, images, labels, steps, learning_rate):
    """Trains the parameters that are not frozen, and returns the last loss."""
    optimizer = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=learning_rate)
    for _ in range(steps):
        chosen = torch.randperm(len(images))[:32]
        loss = F.cross_entropy(net(images[chosen]), labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def report(way, net, loss, images, labels):
    with torch.no_grad():
        right = (net(images).argmax(1) == labels).double().mean().item()
    print(f"    {way:22} loss {loss:.5f}, reads {right:.2%} of new pictures")


print("letters, 60 pictures of each")
images, labels = pictures(LETTERS, 60)
new = pictures(LETTERS, 20)
net = network(16)
for steps in range(100, 501, 100):
    report(f"{steps} steps:", net, train(net, images, labels, steps=100, learning_rate=5e-3), *new)

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "letters.pt")
    torch.save(net.state_dict(), path)  # names and weights, not the code of the network
    learned = torch.load(path)

print("digits, 3 pictures of each")
images, labels = pictures(DIGITS, 3)
new = pictures(DIGITS, 100)

net = network(10)
report("from scratch:", net, train(net, images, labels, steps=150, learning_rate=5e-3), *new)

net = network(16)  # the shape that the weights fit
net.load_state_dict(learned)
net[1] = nn.Linear(32, 10)  # the new task has other answers
for parameter in net[0].parameters():
    parameter.requires_grad = False  # frozen: backward does not even compute their gradients
report("features frozen:", net, train(net, images, labels, steps=150, learning_rate=2e-2), *new)

for parameter in net[0].parameters():
    parameter.requires_grad = True
report("thawed and fine-tuned:", net, train(net, images, labels, steps=50, learning_rate=5e-4), *new)
