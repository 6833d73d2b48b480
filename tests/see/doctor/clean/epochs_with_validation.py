"""Training and validation in functions, the best weights kept, the losses in lists."""

import torch
from torch import nn


def train(model, batches, criterion, optimizer):
    model.train()
    running_loss = 0.0
    for inputs, targets in batches:
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        running_loss += loss.item() * len(inputs)
    return running_loss


@torch.no_grad()
def validate(model, batches, criterion):
    model.eval()
    total, correct = 0, 0
    for inputs, targets in batches:
        scores = model(inputs)
        total += criterion(scores, targets)
        correct += (scores.softmax(1).argmax(1) == targets).sum().item()
    return total, correct


torch.manual_seed(0)
model = nn.Sequential(nn.Flatten(), nn.Linear(12, 24), nn.BatchNorm1d(24), nn.ReLU(), nn.Dropout(), nn.Linear(24, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
batches = [(torch.randn(16, 3, 4), torch.randint(3, (16,))) for _ in range(4)]
history = {"train": [], "validation": []}
best, kept = float("inf"), None
for _ in range(4):
    history["train"].append(train(model, batches[:3], nn.CrossEntropyLoss(), optimizer))
    total, correct = validate(model, batches[3:], nn.CrossEntropyLoss())
    history["validation"].append(total)
    if total < best:
        best, kept = total, {name: value.clone() for name, value in model.state_dict().items()}
model.load_state_dict(kept)
