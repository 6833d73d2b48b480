"""Logistic regression twice: first with nothing but tensors and autograd, then with torch.nn and torch.optim.

Students pass an exam or fail it, and all we know is how long they studied and slept. The model turns the two numbers
into a probability. The data come from a rule that we made up, so at the end we can ask: was the rule found?

Look at: the losses of both halves. They are the same numbers, because nn.Linear, BCEWithLogitsLoss and SGD do what the
first half spells out. And at the last table: 600 students are enough to find the rule roughly, not exactly.
"""

import torch
from torch import nn

torch.manual_seed(7)

# ---- the students -------------------------------------------------------------------------------------------------
# The rule: every hour of study adds 0.8 to the log-odds of passing, every hour of sleep 0.5; chance does the rest.
TRUE_WEIGHTS = torch.tensor([0.8, 0.5])
TRUE_BIAS = -7.5

hours = torch.rand(800, 2) * torch.tensor([10.0, 6.0]) + torch.tensor([0.0, 3.0])  # study 0–10, sleep 3–9
chance_to_pass = torch.sigmoid(hours @ TRUE_WEIGHTS + TRUE_BIAS)
passed = torch.bernoulli(chance_to_pass)  # 1 passed, 0 failed

# Gradient descent walks straight only if the features have the same scale. What scales them must not know the students
# that we keep back for judging, so mean and deviation are those of the first 600 alone.
mean, deviation = hours[:600].mean(0), hours[:600].std(0)
features = (hours - mean) / deviation
x, y = features[:600], passed[:600]
x_test, y_test = features[600:], passed[600:]

LEARNING_RATE = 1.0
STEPS = 100


def accuracy(logits, answers):
    # A logit above 0 is a probability above one half.
    return ((logits > 0) == (answers > 0.5)).float().mean().item()


print(f"{int(y.sum())} of {len(y)} students passed")
print(f"always guessing the more frequent answer is right for {max(y_test.mean(), 1 - y_test.mean()):.3f}")

# ---- from scratch -------------------------------------------------------------------------------------------------
print("\nfrom scratch")
w = torch.zeros(2, requires_grad=True)
b = torch.zeros(1, requires_grad=True)


def binary_cross_entropy(probability, answer):
    # The surprise at the answer: −log p if it is 1, −log(1 − p) if it is 0.
    return -(answer * torch.log(probability) + (1 - answer) * torch.log(1 - probability)).mean()


for step in range(STEPS + 1):
    probability = 1 / (1 + torch.exp(-(x @ w + b)))
    loss = binary_cross_entropy(probability, y)
    if step % 20 == 0:
        print(f"  step {step:3d}: loss {loss.item():.6f}")

    loss.backward()
    with torch.no_grad():  # the update is no part of the model
        w -= LEARNING_RATE * w.grad
        b -= LEARNING_RATE * b.grad
        w.grad.zero_()  # backward adds to what is there
        b.grad.zero_()

with torch.no_grad():
    print(f"  right for new students: {accuracy(x_test @ w + b, y_test):.3f}")

# ---- with torch.nn and torch.optim --------------------------------------------------------------------------------
print("\nwith nn and optim")
model = nn.Linear(2, 1)
nn.init.zeros_(model.weight)  # start where the first half started
nn.init.zeros_(model.bias)
# This loss wants logits, not probabilities: sigmoid and log together lose no digits where p is almost 0 or 1.
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

for step in range(STEPS + 1):
    loss = criterion(model(x).squeeze(1), y)  # (600, 1) -> (600,)
    if step % 20 == 0:
        print(f"  step {step:3d}: loss {loss.item():.6f}")

    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

with torch.no_grad():
    print(f"  right for new students: {accuracy(model(x_test).squeeze(1), y_test):.3f}")
    print(f"  knowing the rule itself: {accuracy(hours[600:] @ TRUE_WEIGHTS + TRUE_BIAS, y_test):.3f}")

# ---- was the rule found? ------------------------------------------------------------------------------------------
# The model saw scaled hours: w · (h − mean) / deviation = (w / deviation) · h − a constant.
found = model.weight.detach()[0] / deviation
bias = model.bias.item() - (found * mean).sum().item()
print("\nlog-odds per hour   true    found")
for name, true, learned in zip(["study", "sleep"], TRUE_WEIGHTS.tolist(), found.tolist()):
    print(f"  {name:15s} {true:6.3f}   {learned:6.3f}")
print(f"  {'at zero hours':15s} {TRUE_BIAS:6.3f}   {bias:6.3f}")

student = torch.tensor([5.0, 8.0])
p = torch.sigmoid(model((student - mean) / deviation)).item()
print(f"\n5 hours of study and 8 of sleep: passes with probability {p:.3f}")
