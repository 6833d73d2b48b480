"""Which digit was spoken? From a wave of sound to a picture of it, and from the picture to the word.

The voices are synthetic: a buzz of harmonics, shaped by two resonances of the mouth (formants) that glide from sound to
sound, and hisses of noise. Every speaker has a pitch, a mouth and a pace of their own. The wave itself is hard to learn
from. Its spectrogram (torch.stft: how strong is each frequency, window after window) is a picture in which a formant is
a bright band wherever the pitch is, and a small convolutional network reads it.

Look at: a spectrogram at the start, the accuracy on speakers whom the network never heard, and which digits it takes
for which.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)

RATE, SAMPLES = 8000, 3200  # 0.4 seconds
NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SOUNDS = ["sio", "uan", "tu", "fri", "foo", "fai", "sits", "sen", "eit", "nain"]
#       first and second formant in hertz, loudness of voice and of hiss
PHONES = {
    "a": (750, 1200, 1.0, 0.0),
    "e": (550, 1800, 1.0, 0.0),
    "i": (300, 2200, 1.0, 0.0),
    "o": (500, 900, 1.0, 0.0),
    "u": (320, 700, 1.0, 0.0),
    "r": (420, 1300, 0.7, 0.0),
    "n": (280, 1600, 0.5, 0.0),
    "s": (300, 1700, 0.0, 0.6),
    "f": (300, 1100, 0.0, 0.2),
    "t": (350, 1800, 0.0, 0.1),
}
harmonics = torch.arange(1, 25).view(-1, 1)


def say(sounds, pitch, mouth):
    """The wave (SAMPLES,) of a word in a voice; no speaker says it twice alike."""
    paces = 0.6 + torch.rand(len(sounds) + 2)  # silence before and behind
    lengths = (64 * paces / paces.sum()).long()  # a mouth moves slowly: 64 steps are enough for it
    lengths[-1] += 64 - lengths.sum()
    still = (400, 1200, 0.0, 0.0)
    tracks = torch.tensor([still, *(PHONES[sound] for sound in sounds), still]).repeat_interleave(lengths, dim=0).T
    tracks = F.avg_pool1d(tracks, 9, stride=1, padding=4, count_include_pad=False)  # and it glides
    first, second, voice, hiss = F.interpolate(tracks.unsqueeze(0), size=SAMPLES, mode="linear")[0]

    pitch = pitch * torch.linspace(1.1, 0.9, SAMPLES)
    phase = (2 * math.pi / RATE * pitch).cumsum(0)
    frequency = harmonics * pitch  # (24, SAMPLES)
    resonance = lambda formant, width: 1 / (1 + ((frequency - mouth * formant) / width).square())
    buzz = ((resonance(first, 80) + 0.6 * resonance(second, 120)) * torch.sin(harmonics * phase)).sum(0)
    noise = torch.randn(SAMPLES + 1)
    return voice * buzz + hiss * noise.diff() + 0.5 * noise[1:]


def record(speakers):
    """Every speaker says every digit: waves (10·speakers, SAMPLES) and which digit each one is."""
    waves = []
    for _ in range(speakers):
        low_voice, mouth = torch.rand(2).tolist()
        pitch, mouth = 90 + 130 * low_voice, 0.8 + 0.4 * mouth
        waves += [say(sounds, pitch, mouth) for sounds in SOUNDS]
    return torch.stack(waves), torch.arange(10).repeat(speakers)


def spectrogram(waves):
    """How loud each of 32 bands of frequency is in each of 26 windows, on a logarithmic scale: (N, 1, 32, 26)."""
    waves = torch.stft(waves, n_fft=256, hop_length=128, window=torch.hann_window(256), return_complex=True)
    bands = F.avg_pool1d(waves.abs()[:, 1:].transpose(1, 2), 4).transpose(1, 2)  # (N, 128, 26) → (N, 32, 26)
    return torch.log(0.1 + bands).unsqueeze(1)


train_waves, train_digits = record(40)
new_waves, new_digits = record(20)
train_images, new_images = spectrogram(train_waves), spectrogram(new_waves)
mean, spread = train_images.mean(), train_images.std()
train_images, new_images = (train_images - mean) / spread, (new_images - mean) / spread

print("the word six: time goes right, frequency goes up")
for row in (2 * new_images[6, 0].flip(0)[::2]).clamp(0, 3.99).tolist():
    print("   ", "".join(" ·+#"[int(value)] * 2 for value in row))

net = nn.Sequential(
    nn.Conv2d(1, 12, 3),  # (N, 12, 30, 24)
    nn.ReLU(),
    nn.MaxPool2d(2),  # (N, 12, 15, 12)
    nn.Conv2d(12, 24, 3),  # (N, 24, 13, 10)
    nn.ReLU(),
    nn.MaxPool2d(2),  # (N, 24, 6, 5)
    nn.Flatten(),
    nn.Linear(24 * 6 * 5, 10),
)
optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)

for epoch in range(1, 7):
    total = 0.0
    for chosen in torch.randperm(len(train_images)).split(20):
        loss = F.cross_entropy(net(train_images[chosen]), train_digits[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(chosen)
    with torch.no_grad():
        heard = net(new_images).argmax(1)
    right = (heard == new_digits).double().mean().item()
    print(f"epoch {epoch}: loss {total / len(train_images):.5f}, right with new speakers {right:.2%}")

print("what was said and what was heard instead, and how often")
wrong = torch.zeros(10, 10, dtype=torch.long)
for said, answer in zip(new_digits.tolist(), heard.tolist()):
    wrong[said, answer] += said != answer
for said, answer in wrong.nonzero().tolist():
    print(f"    {NAMES[said]} as {NAMES[answer]}: {wrong[said, answer].item()}")
