"""What is in the picture, and where? A single-shot detector finds shapes, boxes them and names them.

The picture is divided into 4×4 cells. In one pass the network says three things for every cell: whether the middle of a
shape lies in it, where the shape's box is relative to the cell, and which shape it is. The true shapes are laid out on
the same grid to train it; box and name are learned only in cells that hold a shape.

Look at: the three parts of the loss, and three figures on new pictures. A shape is found if a box has its name and an
intersection over union (IoU) with it of at least one half; a box is right if it finds a shape; and the IoU tells how
well found shapes fit.
"""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)  # training magnifies rounding; with doubles every machine prints the same

NAMES = ["disc", "frame", "cross"]
SIZE, CELLS = 32, 4
CELL = SIZE // CELLS
SMALLEST, BIGGEST = 9, 16  # pixels; boxes are predicted as parts of it
rows, columns = torch.arange(SIZE).view(-1, 1) + 0.5, torch.arange(SIZE).view(1, -1) + 0.5


def scene():
    """A picture (1, SIZE, SIZE) with one shape to three, and its targets (CELLS, CELLS, 6).

    The targets of a cell: is a shape here, its name, its middle within the cell (0 to 1), its height and width.
    """
    picture = 0.1 * torch.randn(SIZE, SIZE)
    taken = torch.zeros(SIZE, SIZE, dtype=torch.bool)
    targets = torch.zeros(CELLS, CELLS, 6)
    for _ in range(3):
        size = SMALLEST + (BIGGEST - SMALLEST) * torch.rand(2)
        place = size / 2 + (SIZE - size) * torch.rand(2)  # the whole shape is in the picture
        name = int(torch.randint(len(NAMES), ()))
        # How far every pixel is from the middle, with half the height and half the width as the units.
        y = ((rows - place[0]) / (size[0] / 2)).abs()
        x = ((columns - place[1]) / (size[1] / 2)).abs()
        box = torch.maximum(x, y) < 1
        if (box & taken).any():
            continue  # they do not hide each other, so there is one shape in a cell at the most
        taken |= box
        inside = box & [x**2 + y**2 < 1, torch.maximum(x, y) > 0.6, torch.minimum(x, y) < 0.3][name]
        picture[inside] += 0.6 + 0.4 * torch.rand(())
        row, column = (place // CELL).long().tolist()
        targets[row, column] = torch.tensor([1, name, *(place / CELL % 1), *(size / BIGGEST)])
    return picture.unsqueeze(0), targets


def scenes(count):
    pictures, targets = zip(*(scene() for _ in range(count)))
    return torch.stack(pictures), torch.stack(targets)


def layer(channels_in, channels_out, stride):
    """A stride of 2 halves height and width, and unlike pooling it can keep where in the window something was."""
    return [
        nn.Conv2d(channels_in, channels_out, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(),
    ]


detector = nn.Sequential(
    *layer(1, 8, stride=2),  # (N, 8, 16, 16)
    *layer(8, 24, stride=2),  # (N, 24, 8, 8)
    *layer(24, 48, stride=2),  # (N, 48, 4, 4): one place for each cell
    *layer(48, 48, stride=1),  # which looks at the cells around it
    nn.Conv2d(48, 1 + 4 + len(NAMES), 1),
)


def detect(pictures):
    """For every cell: the logit of a shape, the box as in the targets (4), and the logits of the names."""
    out = detector(pictures).permute(0, 2, 3, 1)  # (N, 8, 4, 4) → (N, 4, 4, 8)
    return out[..., 0], out[..., 1:5].sigmoid(), out[..., 5:]


def parts_of_loss(pictures, targets):
    shape, box, name = detect(pictures)
    here = targets[..., 0] == 1
    return (
        F.binary_cross_entropy_with_logits(shape, targets[..., 0]),
        F.smooth_l1_loss(box[here], targets[here][:, 2:], beta=0.1),
        F.cross_entropy(name[here], targets[here][:, 1].long()),
    )


def corners(boxes):
    """The boxes of all cells (N, CELLS, CELLS, 4) as top, left, bottom, right in pixels, (N, CELLS·CELLS, 4)."""
    cell = torch.stack(torch.meshgrid(torch.arange(CELLS), torch.arange(CELLS), indexing="ij"), dim=-1)
    middle, half = (cell + boxes[..., :2]) * CELL, boxes[..., 2:] * BIGGEST / 2
    return torch.cat([middle - half, middle + half], dim=-1).flatten(1, 2)


def overlaps(a, b):
    """Intersection over union of every box in a (N, I, 4) with every box in b (N, J, 4): (N, I, J)."""
    a, b = a.unsqueeze(2), b.unsqueeze(1)
    area = lambda box: (box[..., 2:] - box[..., :2]).clamp(min=0).prod(-1)
    top_left, bottom_right = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])
    both = area(torch.cat([top_left, bottom_right], dim=-1))
    return both / (area(a) + area(b) - both)


@torch.no_grad()
def evaluate(pictures, targets):
    """The share of shapes found, the share of boxes right, and the mean IoU of found shapes with their boxes."""
    detector.eval()
    shape, box, name = detect(pictures)
    score, name = shape.sigmoid().flatten(1), name.argmax(-1).flatten(1)  # (N, 16), as many as there are cells
    here, true_name = targets[..., 0].flatten(1) == 1, targets[..., 1].flatten(1)
    box, true_box = corners(box), corners(targets[..., 2:])  # (N, 16, 4)

    # Neighbouring cells may see the same shape: of boxes that overlap, the one with the best score is kept.
    better = score.unsqueeze(1) > score.unsqueeze(2)  # [n, i, j]: j is better than i
    said = (score > 0.3) & ~((overlaps(box, box) > 0.4) & better).any(2)

    iou = overlaps(true_box, box) * said.unsqueeze(1)  # (N, 16 true, 16 said)
    named = true_name.unsqueeze(2) == name.unsqueeze(1)
    hit = (iou >= 0.5) & named & here.unsqueeze(2)
    found, right = hit.any(2).sum() / here.sum(), hit.any(1).sum() / said.sum().clamp(min=1)
    return found.item(), right.item(), iou.amax(2)[hit.any(2)].mean().item()


EPOCHS, BATCH = 8, 20
pictures, targets = scenes(640)
new_pictures, new_targets = scenes(100)
optimizer = torch.optim.Adam(detector.parameters())
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=2e-2, total_steps=EPOCHS * len(pictures) // BATCH)

for epoch in range(1, EPOCHS + 1):
    detector.train()
    parts = torch.zeros(3)
    for chosen in torch.randperm(len(pictures)).split(BATCH):
        shape, box, name = parts_of_loss(pictures[chosen], targets[chosen])
        loss = shape + 5 * box + name  # a tenth of a cell is much to the eye and little to smooth_l1_loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        parts += torch.stack([shape, box, name]).detach() * BATCH / len(pictures)
    if epoch % 2 == 0:
        print("epoch {}: loss of shape {:.5f}, box {:.5f}, name {:.5f}".format(epoch, *parts.tolist()))
        print("    found {:.1%}, right {:.1%}, IoU {:.3f}".format(*evaluate(new_pictures, new_targets)))
