"""log(0) is masked away in forward, and comes back in backward."""

import torch

x = torch.tensor([0.0, 1.0, 2.0])
scale = torch.tensor(1.0, requires_grad=True)
for _ in range(3):
    y = x * scale
    logs = torch.log(y)  # expect: masked_nan
    entropy = torch.where(y > 0, y * logs, torch.zeros(3)).sum()
    entropy.backward()
    with torch.no_grad():
        scale -= 0.1 * scale.grad
    scale.grad = None
print(scale.item())
