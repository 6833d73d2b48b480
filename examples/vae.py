"""A variational autoencoder: pictures of one bright spot, squeezed through two numbers and drawn again.

The encoder turns a picture into a small cloud, a mean and a spread in the plane; a point drawn from the cloud is all
the decoder gets to draw the picture again. The loss is the negative ELBO: how badly the picture was drawn, plus how far
the clouds stray from the standard normal (the KL divergence), which keeps the plane filled without holes, so that any
point of it can be decoded.

Look at: both parts of the loss; how much of each picture comes back; how much the two numbers know about where the spot
was, which nobody told the network; and pictures drawn from random points.
"""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)  # training magnifies rounding; with doubles every machine prints the same

SIZE, CODES = 10, 2


def pictures(count):
    """Pictures (count, SIZE·SIZE) of a spot with soft edges, and where the spot is, (count, 2)."""
    places = 2 + (SIZE - 5) * torch.rand(count, 2)
    steps = torch.arange(SIZE)
    down = (steps - places[:, :1]).square().unsqueeze(2)  # (count, SIZE, 1)
    across = (steps - places[:, 1:]).square().unsqueeze(1)  # (count, 1, SIZE)
    return torch.exp(-(down + across) / 3).flatten(1), places


class VAE(nn.Module):
    def __init__(self, hidden=64):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(SIZE * SIZE, hidden), nn.Tanh(), nn.Linear(hidden, 2 * CODES))
        self.decoder = nn.Sequential(
            nn.Linear(CODES, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, SIZE * SIZE)
        )

    def forward(self, images):
        mean, log_variance = self.encoder(images).chunk(2, dim=1)
        # The draw is written as mean + spread · noise, so that gradients reach mean and spread past the noise.
        code = mean + (log_variance / 2).exp() * torch.randn_like(mean)
        return self.decoder(code), mean, log_variance


def negative_elbo(images, logits, mean, log_variance):
    """Both parts, in nats per picture."""
    drawn_badly = F.binary_cross_entropy_with_logits(logits, images, reduction="sum") / len(images)
    strayed = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum() / len(images)
    return drawn_badly, strayed


def show(images):
    """Pictures side by side, five shades of grey."""
    for rows in (images.view(-1, SIZE, SIZE) * 4.99).long().transpose(0, 1).tolist():  # SIZE rows of each picture
        print("    " + " ".join("".join(" ·+x@"[shade] for shade in row) for row in rows))


images, _ = pictures(1024)
net = VAE()
optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)

for epoch in range(1, 61):
    parts = torch.zeros(2)  # of the loss, summed over the batches
    for batch in images[torch.randperm(len(images))].split(64):
        drawn_badly, strayed = negative_elbo(batch, *net(batch))
        loss = drawn_badly + strayed
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        parts += torch.stack([drawn_badly, strayed]).detach() * len(batch)
    if epoch == 1 or epoch % 10 == 0:
        reconstruction, kl = (parts / len(images)).tolist()
        print(f"epoch {epoch:2}: reconstruction {reconstruction:.4f} + KL {kl:.4f} = {reconstruction + kl:.4f}")

# Pictures that the network never saw.
with torch.no_grad():
    images, places = pictures(256)
    logits, codes, _ = net(images)
    drawn = net.decoder(codes).sigmoid()
    unexplained = (drawn - images).square().sum() / (images - images.mean(0)).square().sum()
    print(f"\nof what differs between new pictures, {1 - unexplained.item():.1%} comes back")

    # Can the place be read off the two numbers? A cubic polynomial of them is fitted to half, tried on the other half.
    a, b = codes.unbind(1)
    terms = torch.stack([a**i * b**j for i in range(4) for j in range(4 - i)], dim=1)
    fitted = terms[128:] @ torch.linalg.lstsq(terms[:128], places[:128]).solution
    off = (fitted - places[128:]).square().sum(1).sqrt().mean()
    print(f"the place of the spot, read off its two numbers, is {off.item():.2f} pixels off on average")

    print("\npictures, and what came back through two numbers")
    show(images[:8])
    show(drawn[:8])
    print("pictures decoded from random points of the plane")
    show(net.decoder(torch.randn(8, CODES)).sigmoid())
