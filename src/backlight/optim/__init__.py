"""Optimizers, in order of what they remember; `optimizer.py` is what all of them are."""

from backlight.optim import lr_scheduler
from backlight.optim.adafactor import Adafactor, Muon
from backlight.optim.adam import Adam, AdamW
from backlight.optim.adam_variants import NAdam, RAdam
from backlight.optim.adaptive import Adadelta, Adagrad, Adamax
from backlight.optim.averaging import ASGD, Rprop
from backlight.optim.lbfgs import LBFGS
from backlight.optim.optimizer import Optimizer
from backlight.optim.rmsprop import RMSprop
from backlight.optim.sgd import SGD
from backlight.optim.sparse_adam import SparseAdam

__all__ = [
    "ASGD",
    "LBFGS",
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Muon",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "SparseAdam",
    "lr_scheduler",
]
