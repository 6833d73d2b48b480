"""Asks torch for the orders of tests/data; run by hand: `python tests/golden/make_data.py > tests/golden/data.json`."""

import json

import torch
from torch.utils.data import DataLoader, RandomSampler, SubsetRandomSampler, WeightedRandomSampler, random_split

figures = {}
torch.manual_seed(0)
loader = DataLoader(range(5), batch_size=2, shuffle=True)
figures["first pass"] = [batch.tolist() for batch in loader]
figures["second pass"] = [batch.tolist() for batch in loader]
figures["after"] = torch.rand(1).item()

torch.manual_seed(0)
figures["shuffled"] = list(RandomSampler(range(5)))
figures["replacement"] = list(RandomSampler(range(5), True, 7))
figures["more"] = list(RandomSampler(range(3), num_samples=7))
figures["subset"] = list(SubsetRandomSampler([5, 7, 9]))
figures["weighted"] = list(WeightedRandomSampler([0.1, 2.0, 1.0], 5))
figures["unique"] = list(WeightedRandomSampler([0.1, 2.0, 1.0], 3, replacement=False))

parts = random_split(range(10), [0.3, 0.3, 0.4], generator=torch.Generator().manual_seed(42))
figures["split"] = [part.indices for part in parts]
print(json.dumps(figures, indent=1))
