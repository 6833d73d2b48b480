"""Data in batches: datasets, the order of their samples, and how samples are put together and loaded."""

from backlight.data.arrangements import ChainDataset, ConcatDataset, StackDataset
from backlight.data.collate import default_collate
from backlight.data.convert import default_convert
from backlight.data.dataset import Dataset, IterableDataset, TensorDataset
from backlight.data.distributed import DistributedSampler
from backlight.data.loader import DataLoader
from backlight.data.sampler import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)
from backlight.data.splitting import Subset, random_split
from backlight.data.worker_info import WorkerInfo, get_worker_info

__all__ = [
    "BatchSampler",
    "ChainDataset",
    "ConcatDataset",
    "DataLoader",
    "Dataset",
    "DistributedSampler",
    "IterableDataset",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "StackDataset",
    "Subset",
    "SubsetRandomSampler",
    "TensorDataset",
    "WeightedRandomSampler",
    "WorkerInfo",
    "default_collate",
    "default_convert",
    "get_worker_info",
    "random_split",
]
