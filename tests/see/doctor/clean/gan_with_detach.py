"""A generator and a discriminator as in the tutorials: BCELoss after a sigmoid, labels filled, detach for the fake."""

import torch
from torch import nn

torch.manual_seed(0)
generator = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(True), nn.Linear(16, 2))
discriminator = nn.Sequential(
    nn.Linear(2, 16), nn.LeakyReLU(0.2, inplace=True), nn.Dropout(0.3), nn.Linear(16, 1), nn.Sigmoid()
)
criterion = nn.BCELoss()
fixed_noise = torch.randn(8, 4)
d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
g_optimizer = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
pictures = []
for _ in range(10):
    real = torch.randn(16, 2) + 2
    discriminator.zero_grad()
    label = torch.full((16,), 1.0)
    d_real = criterion(discriminator(real).view(-1), label)
    d_real.backward()
    fake = generator(torch.randn(16, 4))
    label.fill_(0.0)
    d_fake = criterion(discriminator(fake.detach()).view(-1), label)
    d_fake.backward()
    d_optimizer.step()
    generator.zero_grad()
    label.fill_(1.0)
    g_loss = criterion(discriminator(fake).view(-1), label)
    g_loss.backward()
    g_optimizer.step()
    generator.eval()
    with torch.no_grad():
        pictures.append(generator(fixed_noise).detach().cpu())
    generator.train()
