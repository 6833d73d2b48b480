"""A U-Net names every pixel of a picture: background, cell or fibre.

Cells and fibres are equally bright; only the shape around a pixel tells which it belongs to. So the network shrinks the
picture twice and looks at it from afar. But to draw an edge it must see single pixels, so it grows the picture back
and, at every size, lays the fine features of the way down beside the coarse ones of the way up: the skip connections,
which join the two arms of the U.

Look at: the intersection over union (IoU) of each kind on pictures that the network never saw, and the picture of a
picture at the end.

Then leave the skip connections out (`torch.zeros_like(fine)` in place of `fine`, likewise `middle`) and see which
pixels go wrong.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)  # training magnifies rounding; with doubles every machine prints the same

SIZE = 24
KINDS = ["background", "cell", "fibre"]
rows, columns = torch.arange(SIZE).view(-1, 1), torch.arange(SIZE).view(1, -1)


def picture():
    """One noisy picture (1, SIZE, SIZE) of two fibres and two cells upon them, and the kind of each pixel."""
    kinds = torch.zeros(SIZE, SIZE, dtype=torch.long)
    for _ in range(2):  # a fibre is what lies within a pixel of a line
        angle, down, right = torch.rand(3).tolist()
        angle, down, right = math.pi * angle, SIZE * down, SIZE * right
        kinds[((rows - down) * math.cos(angle) + (columns - right) * math.sin(angle)).abs() < 1] = 2
    for _ in range(2):  # a cell is a disc
        radius, down, right = torch.rand(3).tolist()
        kinds[(rows - SIZE * down) ** 2 + (columns - SIZE * right) ** 2 < (3 + 2 * radius) ** 2] = 1
    light = (kinds > 0) + 0.25 * torch.randn(SIZE, SIZE)
    return light.unsqueeze(0), kinds


def pictures(count):
    images, kinds = zip(*(picture() for _ in range(count)))
    return torch.stack(images), torch.stack(kinds)  # (count, 1, SIZE, SIZE), (count, SIZE, SIZE)


def block(channels_in, channels_out):
    """Two convolutions 3×3; BatchNorm brings its own bias, so the convolutions need none."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(),
        nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(),
    )


class UNet(nn.Module):
    def __init__(self, width=6):
        super().__init__()
        self.down_fine = block(1, width)
        self.down_middle = block(width, 2 * width)
        self.bottom = block(2 * width, 4 * width)
        self.grow_middle = nn.ConvTranspose2d(4 * width, 2 * width, 2, stride=2)  # each pixel becomes 2×2
        self.up_middle = block(4 * width, 2 * width)  # twice the channels: grown and skipped
        self.grow_fine = nn.ConvTranspose2d(2 * width, width, 2, stride=2)
        self.up_fine = block(2 * width, width)
        self.head = nn.Conv2d(width, len(KINDS), 1)  # a linear layer for each pixel

    def forward(self, images):
        fine = self.down_fine(images)  # (N, width, 24, 24)
        middle = self.down_middle(F.max_pool2d(fine, 2))  # (N, 2·width, 12, 12)
        coarse = self.bottom(F.max_pool2d(middle, 2))  # (N, 4·width, 6, 6)
        middle = self.up_middle(torch.cat([self.grow_middle(coarse), middle], dim=1))
        fine = self.up_fine(torch.cat([self.grow_fine(middle), fine], dim=1))
        return self.head(fine)  # (N, kinds, 24, 24)


@torch.no_grad()
def evaluate(net, images, kinds):
    """The IoU of each kind: pixels that are and are called so, over pixels that are or are called so."""
    net.eval()
    called = net(images).argmax(1)
    ious = []
    for kind in range(len(KINDS)):
        both = ((called == kind) & (kinds == kind)).sum()
        either = ((called == kind) | (kinds == kind)).sum()
        ious.append((both / either).item())
    return ious, called


images, kinds = pictures(160)
test_images, test_kinds = pictures(48)
net = UNet()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
rarity = torch.tensor([0.3, 1.0, 1.0])  # most pixels are background; without weights it would come first for long

for epoch in range(1, 8):
    net.train()
    losses = []
    for chosen in torch.randperm(len(images)).split(8):
        loss = F.cross_entropy(net(images[chosen]), kinds[chosen], weight=rarity)  # the mean over all pixels
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    ious, called = evaluate(net, test_images, test_kinds)
    print(
        f"epoch {epoch}: loss {sum(losses) / len(losses):.5f}, IoU",
        ", ".join(f"{kind} {iou:.3f}" for kind, iou in zip(KINDS, ious)),
    )

print("\nwhat a picture shows (left) and what the network calls it (right)")
for truth, answer in zip(test_kinds[0].tolist(), called[0].tolist()):
    print("   ", "".join("·o/"[kind] for kind in truth), "".join("·o/"[kind] for kind in answer))
