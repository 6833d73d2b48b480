"""Every point against every other, by broadcasting on purpose."""

import torch

torch.manual_seed(0)
wanted = torch.cdist(torch.randn(9, 2), torch.randn(9, 2))
line = torch.randn(9, requires_grad=True)
optimizer = torch.optim.Adam([line], lr=0.05)
for _ in range(10):
    between = (line.unsqueeze(1) - line).abs()
    loss = (between - wanted).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
