"""A generative adversarial network: a forger and a critic, who teach each other where eight heaps of points lie.

The generator turns random numbers into points of the plane. The discriminator is shown true points and forged ones and
learns to tell them apart; the generator only ever learns from the discriminator's opinion.

Look at: the losses, neither of which goes to zero; at the end the discriminator can hardly do better than guess, so its
own comes near log 2 + log 2 ≈ 1.386 and the generator's near log 2 ≈ 0.693. Whether it worked is told by the points:
how many of the eight heaps were found, and how many of the forged points lie in one.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)  # a game between two networks magnifies every rounding; doubles round less

HEAPS, SPREAD = 8, 0.15
NOISE = 4  # numbers that the generator makes a point of

angles = 2 * math.pi * torch.arange(HEAPS) / HEAPS
centers = 2 * torch.stack([angles.cos(), angles.sin()], dim=1)  # on a ring of radius 2


def true_points(count):
    return centers[torch.randint(HEAPS, (count,))] + SPREAD * torch.randn(count, 2)


def network(inputs, outputs, width=48):
    return nn.Sequential(
        nn.Linear(inputs, width),
        nn.Tanh(),
        nn.Linear(width, width),
        nn.Tanh(),
        nn.Linear(width, outputs),
    )


generator = network(NOISE, 2)
discriminator = network(2, 1)  # one logit: how sure it is that a point is a true one

# Little memory of past gradients (0.5 for 0.9): the other player has moved since.
generator_steps = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
discriminator_steps = torch.optim.Adam(discriminator.parameters(), lr=2e-3, betas=(0.5, 0.999))


def judge(points, true):
    """How wrong the discriminator is about points that are all true, or all forged."""
    logits = discriminator(points)
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, float(true)))


@torch.no_grad()
def measure(count=2000):
    """How many heaps the generator found (at least a third of their due), and the share of its points in a heap."""
    distances = torch.cdist(generator(torch.randn(count, NOISE)), centers)  # (count, HEAPS)
    distance, nearest = distances.min(dim=1)
    inside = distance < 3 * SPREAD
    visitors = torch.bincount(nearest[inside], minlength=HEAPS)
    return (visitors > count / HEAPS / 3).sum().item(), inside.double().mean().item()


BATCH = 128
for step in range(1, 1401):
    true, forged = true_points(BATCH), generator(torch.randn(BATCH, NOISE))

    # The discriminator learns first. detach(): this step is not to move the generator.
    discriminator_loss = judge(true, True) + judge(forged.detach(), False)
    discriminator_steps.zero_grad()
    discriminator_loss.backward()
    discriminator_steps.step()

    # The generator wants its forgeries to be called true; the gradient reaches it through the discriminator.
    generator_loss = judge(forged, True)
    generator_steps.zero_grad()
    generator_loss.backward()
    generator_steps.step()

    if step == 1 or step % 200 == 0:
        heaps, inside = measure()
        print(
            f"step {step:4}: discriminator {discriminator_loss.item():.4f}, generator {generator_loss.item():.4f}, "
            f"heaps found {heaps}, points in a heap {inside:.1%}"
        )

print("\nwhere 400 forged points lie (the eight heaps are on a ring)")
sheet = [[" "] * 49 for _ in range(25)]
with torch.no_grad():
    for across, up in generator(torch.randn(400, NOISE)).clamp(-2.9, 2.9).tolist():
        sheet[round(12 - 4 * up)][round(24 + 8 * across)] = "·"
print("\n".join("".join(row).rstrip() for row in sheet))
