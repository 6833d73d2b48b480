"""Which digit is it? A softmax classifier for handwritten digits, the simplest model that reads images.

The 1797 images of scikit-learn are 8×8 pixels. The model has one weight for each pixel and each digit: it multiplies
them up to ten scores, and softmax makes ten probabilities of the scores. There is nothing else in it.

Look at: the confusion matrix, in which a row is what was written and a column is what was read. Every mark off the
diagonal is a mistake. And at the last picture, the 64 weights of the digit 0: ink at "#" and "+" speaks for a zero, ink
at "=" and "-" speaks against it, so the hole in the middle is plain to see.
"""

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)

images, labels = load_digits(return_X_y=True)
x = torch.tensor(images, dtype=torch.float32) / 16  # (1797, 64), ink from 0 to 1
y = torch.tensor(labels)

# The file is in the order of the writers. Shuffled, both parts have everybody's digits.
order = torch.randperm(len(x))
train, test = order[:1400], order[1400:]
loader = DataLoader(TensorDataset(x[train], y[train]), batch_size=50, shuffle=True)


def picture(pixels, shades):
    """64 numbers from 0 to 1 as eight lines of text."""
    places = (pixels * (len(shades) - 1)).round().long().reshape(8, 8).tolist()
    return "\n".join("    " + "".join(shades[place] * 2 for place in row) for row in places)


print(f"the first image to train on, written {y[train[0]]}")
print(picture(x[train[0]], " .+#"))

model = nn.Linear(64, 10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)

# A model that knows nothing gives each digit a tenth: its loss is −log(1/10) = 2.303.
print(f"\nbefore training: loss {F.cross_entropy(model(x[test]), y[test]).item():.6f}")
for epoch in range(1, 21):
    total = 0.0
    for batch, answers in loader:
        loss = F.cross_entropy(model(batch), answers)  # log-softmax and −log p(answer) in one
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    if epoch % 4 == 0:
        with torch.no_grad():
            test_loss = F.cross_entropy(model(x[test]), y[test]).item()
        print(f"epoch {epoch:2d}: train loss {total / len(train):.6f}, test loss {test_loss:.6f}")

with torch.no_grad():
    probabilities = F.softmax(model(x[test]), dim=1)  # (397, 10), each row sums to 1
sure, guess = probabilities.max(dim=1)
right = guess == y[test]
print(f"\n{int(right.sum())} of {len(test)} test images are read correctly ({right.float().mean().item():.3f})")

confusion = torch.zeros(10, 10, dtype=torch.long)
confusion.index_put_((y[test], guess), torch.tensor(1), accumulate=True)  # count each (written, read)
print("\nwritten  read as" + "".join(f"{digit:4d}" for digit in range(10)))
for digit, row in enumerate(confusion.tolist()):
    print(f"{digit:7d}         " + "".join(f"{count:4d}" if count else "   ." for count in row))

# Is the model as good as it thinks? Among the answers of which it is 90 % sure, about 95 % or more should be right.
for low, high in [(0.0, 0.6), (0.6, 0.9), (0.9, 1.01)]:
    chosen = (sure >= low) & (sure < high)
    share = right[chosen].float().mean().item()
    print(f"sure between {low:.1f} and {min(high, 1.0):.1f}: {int(chosen.sum()):3d} images, {share:.3f} right")

worst = torch.where(right, torch.zeros(()), sure).argmax()
print(f"\nthe boldest mistake: written {y[test[worst]]}, read as {guess[worst]} with probability {sure[worst]:.4f}")
print(picture(x[test[worst]], " .+#"))

weights = model.weight.detach()[0]
print("\nthe weights of the digit 0:")
print(picture((weights / weights.abs().max() + 1) / 2, "=- +#"))
