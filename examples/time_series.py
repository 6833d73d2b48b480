"""Forecasting: how much ice cream will be sold on each of the next seven days?

Eight years of daily sales: a season of the year, a rhythm of the week, a slow growth, weather that stays good or bad
for days, and chance. From the last four weeks the models forecast the next one. Two kinds of network read the four
weeks: a one-dimensional convolution, which looks for short patterns along the time, and an LSTM, which reads day after
day and keeps what it needs.

A forecast is worth what it beats. The naive ones cost nothing: "as today", "as on the same weekday". And since we made
the series ourselves, we know how good a forecast can be at most: who knows the rule, knows everything but the chance of
the days to come.

Look at: the mean absolute error of each in the last year, which was not trained on, and one forecast day by day.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(11)

DAYS, PAST, FUTURE = 8 * 365, 28, 7
STAYS = 0.8  # the share of today's weather that is left tomorrow

# ---- the series ---------------------------------------------------------------------------------------------------
day = torch.arange(float(DAYS))
week = torch.tensor([-20.0, -25.0, -20.0, -10.0, 10.0, 40.0, 25.0])  # Monday to Sunday
rule = 150 + 0.02 * day - 60 * torch.cos(2 * math.pi * day / 365) + week[torch.arange(DAYS) % 7]
weather = torch.zeros(DAYS)
for today, change in enumerate(12 * torch.randn(DAYS)):
    weather[today] = STAYS * weather[today - 1] + change
sales = rule + weather + 6 * torch.randn(DAYS)

# Every stretch of 35 days: 28 to look at, 7 to forecast. unfold copies nothing, the windows overlap in memory.
windows = sales.unfold(0, PAST + FUTURE, 1)  # (windows, 35)
past, future = windows[:, :PAST], windows[:, PAST:]
# The last year is for judging. Shuffling before the split would cheat: a day would be in a window of either side.
last_year = len(windows) - 365
train_past, train_future = past[: last_year - FUTURE], future[: last_year - FUTURE]
test_past, test_future = past[last_year:], future[last_year:]


# ---- the models ---------------------------------------------------------------------------------------------------
class Forecaster(nn.Module):
    """What all networks here share: they see each window relative to its own level, and forecast relative to it.

    So winter and summer, the first year and the last look alike to them. Without it, growth would lead them to sales
    that they never saw in training.
    """

    SCALE = 40.0  # about the deviation within a window; networks like numbers around 1

    def forward(self, past):
        level = past.mean(1, keepdim=True)
        return level + self.SCALE * self.read((past - level) / self.SCALE)


class Convolution(Forecaster):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(1, 16, 7),  # (1, 28) -> (16, 22): a window of a week, so the rhythm fits in
            nn.SiLU(),
            nn.Conv1d(16, 16, 7, dilation=2),  # (16, 22) -> (16, 10): every other day of two weeks
            nn.SiLU(),
            nn.Flatten(),
            nn.Linear(16 * 10, FUTURE),
        )

    def read(self, past):
        return self.layers(past.unsqueeze(1))  # one channel


class Memory(Forecaster):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 32, batch_first=True)
        self.head = nn.Linear(32, FUTURE)

    def read(self, past):
        outputs, _ = self.lstm(past.unsqueeze(2))  # (batch, 28, 1) -> (batch, 28, 32)
        return self.head(outputs[:, -1])


def error(forecast):
    return F.l1_loss(forecast, test_future).item()


def train(model, epochs=10):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for epoch in range(1, epochs + 1):
        total = 0.0
        for batch in torch.randperm(len(train_past)).split(64):
            loss = F.mse_loss(model(train_past[batch]), train_future[batch])
            optimizer.zero_grad()
            (loss / model.SCALE**2).backward()
            optimizer.step()
            total += loss.item() * len(batch)
        schedule.step()
        if epoch % 2 == 0:
            with torch.no_grad():
                forecast = model(test_past)
            root = math.sqrt(total / len(train_past))  # of the mean square: in ice creams again
            print(f"  epoch {epoch:2d}: train error {root:.4f} (root mean square), test {error(forecast):.4f} (mean)")
    return forecast


print(f"{len(train_past)} windows to train on, {len(test_past)} to test; sales of {sales.mean():.2f} a day on average")
forecasts = {
    "as today": test_past[:, -1:].expand(-1, FUTURE),
    "as on the same weekday": test_past[:, -7:],
}
print("\nconvolution")
forecasts["convolution"] = train(Convolution())
print("\nLSTM")
forecasts["LSTM"] = train(Memory())

# Who knows the rule and today's weather, expects the weather to fade and chance to do nothing.
tomorrow = last_year + PAST + torch.arange(365)[:, None]  # (365, 1)
ahead = torch.arange(FUTURE)
forecasts["knowing the rule"] = rule[tomorrow + ahead] + weather[tomorrow - 1] * STAYS ** (ahead + 1)

print("\nmean absolute error in the last year, of a forecast for")
print(" " * 24 + "tomorrow  in a week  all days")
for name, forecast in forecasts.items():
    by_day = (forecast - test_future).abs().mean(0)
    print(f"  {name:22s}{by_day[0]:8.3f}{by_day[-1]:11.3f}{error(forecast):10.3f}")

window = 200
first = last_year + window + PAST
names = [["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][(first + i) % 7] for i in range(FUTURE)]
print("\none week                " + "".join(f"{name:>8s}" for name in names))
for name, numbers in [("what came", test_future), *forecasts.items()]:
    print(f"  {name:22s}" + "".join(f"{number:8.1f}" for number in numbers[window].tolist()))
