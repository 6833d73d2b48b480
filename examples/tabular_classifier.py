"""A classifier for table rows: numbers and categories go in together, the categories through embeddings.

Each row is one hour in one city: temperature, wind, rain, the hour of the day, the city. Will that hour be a busy one
for the shared bikes? The numbers can go straight into a network. The city cannot: city 7 is not seven times city 1. An
embedding gives each category a few numbers of its own, and training chooses them.

Look at: the accuracy on the validation rows, with the numbers alone and with the categories. Then at the last table:
nobody told the model that there are three kinds of city, and yet the cities of one kind ended up side by side.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split

torch.manual_seed(3)

CITIES = 12
KINDS = ["commuters", "beach", "students"]  # city i is of kind i % 3; only the data know


class BikeHours(Dataset):
    """Rows made by a rule with noise. An item is (numbers, categories, answer), as a model wants it."""

    def __init__(self, rows):
        temperature = 15 + 8 * torch.randn(rows)
        wind = 10 * torch.rand(rows)
        rain = torch.relu(torch.randn(rows) - 0.5)  # most hours are dry
        hour = torch.randint(24, (rows,))
        city = torch.randint(CITIES, (rows,))

        # How busy each kind of city is at each hour of the day: bumps around the hours that matter there.
        clock = torch.arange(24.0)
        bump = lambda at, width: torch.exp(-(((clock - at) / width) ** 2))
        habit = torch.stack([bump(8, 1.5) + bump(17, 2), 1.2 * bump(14, 3), bump(12, 2) + bump(22, 2)])  # (3, 24)
        love_of_warmth = torch.tensor([0.03, 0.15, 0.06])  # the beach is nothing without sun

        kind = city % 3
        demand = 5 * habit[kind, hour] + love_of_warmth[kind] * (temperature - 15) - 0.15 * wind - 1.2 * rain
        self.busy = (demand + 0.5 * torch.randn(rows) > 0.5).float()
        # Divided by their typical size: a network learns best from inputs around 1.
        self.numbers = torch.stack([(temperature - 15) / 8, (wind - 5) / 3, rain], dim=1)  # (rows, 3)
        self.categories = torch.stack([hour, city], dim=1)  # (rows, 2)

    def __len__(self):
        return len(self.busy)

    def __getitem__(self, index):
        return self.numbers[index], self.categories[index], self.busy[index]


class NumbersOnly(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(3, 32), nn.SiLU(), nn.Linear(32, 1))

    def forward(self, numbers, categories):
        return self.layers(numbers).squeeze(1)


class NumbersAndCategories(nn.Module):
    def __init__(self):
        super().__init__()
        self.hour = nn.Embedding(24, 4)
        self.city = nn.Embedding(CITIES, 3)
        # They start close together: what sets two cities apart shall come from the data, not from the first draw.
        nn.init.normal_(self.hour.weight, std=0.3)
        nn.init.normal_(self.city.weight, std=0.3)
        self.layers = nn.Sequential(nn.Linear(3 + 4 + 3, 32), nn.SiLU(), nn.Linear(32, 32), nn.SiLU(), nn.Linear(32, 1))

    def forward(self, numbers, categories):
        hour, city = categories.unbind(1)
        together = torch.cat([numbers, self.hour(hour), self.city(city)], dim=1)  # (batch, 10)
        return self.layers(together).squeeze(1)


def evaluate(model, loader):
    """The mean loss over all rows, and the share that is right."""
    model.eval()
    loss, right = 0.0, 0
    with torch.no_grad():
        for numbers, categories, busy in loader:
            logits = model(numbers, categories)
            loss += F.binary_cross_entropy_with_logits(logits, busy, reduction="sum").item()
            right += ((logits > 0) == (busy > 0.5)).sum().item()
    return loss / len(loader.dataset), right / len(loader.dataset)


def fit(model, epochs=8):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    # Small steps at the end: the noise of the batches averages out.
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for epoch in range(1, epochs + 1):
        model.train()
        total = 0.0
        for numbers, categories, busy in train_loader:
            loss = F.binary_cross_entropy_with_logits(model(numbers, categories), busy)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(busy)
        schedule.step()
        valid_loss, accuracy = evaluate(model, valid_loader)
        train_loss = total / len(train_rows)
        print(f"  epoch {epoch}: train loss {train_loss:.5f}, validation loss {valid_loss:.5f}, right {accuracy:.3f}")
    return accuracy


data = BikeHours(5000)
train_rows, valid_rows = random_split(data, [4000, 1000])  # the 1000 are never trained on
train_loader = DataLoader(train_rows, batch_size=64, shuffle=True)
valid_loader = DataLoader(valid_rows, batch_size=500)
print(f"{len(train_rows)} rows to train on, {len(valid_rows)} to validate, {data.busy.mean():.3f} of them busy")

print("\nnumbers alone")
fit(NumbersOnly())

print("\nnumbers and categories")
model = NumbersAndCategories()
fit(model)

print("\nwhich city has the most similar embedding?")
towns = F.normalize(model.city.weight.detach(), dim=1)
cosines = towns @ towns.T - 2 * torch.eye(CITIES)  # −2: no city is its own neighbour
same = 0
for city, neighbour in enumerate(cosines.argmax(1).tolist()):
    same += city % 3 == neighbour % 3
    degrees = math.degrees(math.acos(cosines[city, neighbour].clamp(-1, 1)))
    names = [f"city {c:2d} ({KINDS[c % 3]:9s})" for c in (city, neighbour)]
    print(f"  {names[0]}  {names[1]}  {degrees:5.1f} degrees apart")
print(f"{same} of {CITIES} neighbours are of the same kind; chance would give about {CITIES * 3 / 11:.1f}")
