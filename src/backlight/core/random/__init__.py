"""torch's CPU random streams, bit for bit, on NumPy alone: one Generator and the draws that use it.

Each draw takes the generator first, locks it for the whole call and returns a fresh array. The order from simple to
hard: generator (words), drawing (what the draws share), uniform, integers, tails, normal, counts, multinomial.
"""

from backlight.core.random.counts import poisson
from backlight.core.random.generator import Generator, default_generator
from backlight.core.random.integers import integers, permutation, whole_range
from backlight.core.random.multinomial import multinomial
from backlight.core.random.normal import log_normal, normal, normal_around
from backlight.core.random.tails import cauchy, exponential, geometric
from backlight.core.random.uniform import bernoulli, uniform

__all__ = [
    "Generator",
    "bernoulli",
    "cauchy",
    "default_generator",
    "exponential",
    "geometric",
    "integers",
    "log_normal",
    "multinomial",
    "normal",
    "normal_around",
    "permutation",
    "poisson",
    "uniform",
    "whole_range",
]
