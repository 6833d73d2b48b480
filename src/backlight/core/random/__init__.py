"""torch's CPU random streams, bit for bit, on NumPy alone: one Generator and the draws that use it.

Each draw takes the generator first, locks it for the whole call and returns a fresh array. torch fills a tensor in the
order of its memory: for one with exchanged axes, draw the shape as it lies there and exchange them afterwards.

From simple to hard: generator (words), drawing (what the draws share), uniforms, whole (numbers), tails, normals,
weighted, counts, successes, gammas; fused and box_muller repeat torch's roundings.
"""

from backlight.core.random.counts import poisson
from backlight.core.random.gammas import dirichlet, standard_gamma
from backlight.core.random.generator import Generator, default_generator
from backlight.core.random.normals import log_normal, normal, normal_around
from backlight.core.random.successes import binomial
from backlight.core.random.tails import cauchy, exponential, geometric
from backlight.core.random.uniforms import bernoulli, uniform
from backlight.core.random.weighted import multinomial
from backlight.core.random.whole import integers, permutation, whole_range

__all__ = [
    "Generator",
    "bernoulli",
    "binomial",
    "cauchy",
    "default_generator",
    "dirichlet",
    "exponential",
    "geometric",
    "integers",
    "log_normal",
    "multinomial",
    "normal",
    "normal_around",
    "permutation",
    "poisson",
    "standard_gamma",
    "uniform",
    "whole_range",
]
