"""Box and Muller's transform in float32 with the polynomials of torch's AVX2 kernel, rounding for rounding.

This is what torch runs on every x86-64 processor with AVX2 and FMA, those with AVX-512 among them. Its default build
falls back to the C library's logf, cosf and sinf on others, ARM for one, whose last bits differ: there torch itself
does not repeat the numbers that it draws here.

A fused x * y + c is rounded once. In float64 the product of two float32 is exact and the sum nearly so, and rounding
that to float32 gives the fused result for each of the 2**24 possible arguments; a test compares them all.
"""

from __future__ import annotations

import numpy as np

f32 = np.float32

# The Cephes polynomials, highest power first, as float32 values.
LOG = [7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1]
LOG += [-1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1]
SINE = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]
COSINE = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]
LOG, SINE, COSINE = ([float(f32(c)) for c in polynomial] for polynomial in (LOG, SINE, COSINE))

# log(2) and pi/4, each in parts: the first ones so short that small multiples of them are exact in float32.
LOG2_HIGH, LOG2_LOW = f32(0.693359375), f32(-2.12194440e-4)
QUARTER_HIGH, QUARTER_MIDDLE, QUARTER_LOW = f32(0.78515625), f32(2.4187564849853515625e-4), f32(3.77489497744594108e-8)
PER_QUARTER, TURN = f32(1.27323954473516), f32(2 * np.pi)

ONE, ROOT_HALF = 0x3F800000, 0x3F3504F3  # the bits of 1 and of sqrt(1/2)


def box_muller(distance: np.ndarray, angle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two standard normal numbers from two uniform ones: sqrt(-2 log(1 - distance)) times cos and sin of a full turn.

    Arguments: float32 vectors of multiples of 2**-24 in [0, 1). Returns two such vectors.
    """
    radius = root_of_log(distance)
    cosine, sine = cosine_and_sine(angle)
    cosine *= radius
    sine *= radius
    return cosine, sine


def root_of_log(u: np.ndarray) -> np.ndarray:
    """sqrt(-2 log(1 - u))."""
    bits = (f32(1) - u).view(np.int32)
    # 1 - u = 2**exponent * (1 + x) with 1 + x between sqrt(1/2) and sqrt(2)
    bits += ONE - ROOT_HALF
    exponent = ((bits >> 23) - 127).astype(f32)
    bits &= 0x7FFFFF
    bits += ROOT_HALF
    x = bits.view(f32)
    x -= 1
    square = x * x
    wide, log = polynomial(LOG, x.astype(np.float64))
    wide[...] = log
    wide *= square.astype(np.float64)
    wide += exponent * LOG2_LOW
    log[...] = wide
    square *= 0.5
    log -= square
    log += x
    exponent *= LOG2_HIGH
    log += exponent
    log *= -2
    return np.sqrt(log, out=log)


def cosine_and_sine(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """cos(2 pi u) and sin(2 pi u)."""
    theta = u * TURN
    octant = (theta * PER_QUARTER).astype(np.int32)
    octant += 1
    octant &= -2  # the even octant boundary next to theta; x is what remains, between -pi/4 and pi/4
    multiple = octant.astype(f32)
    theta -= multiple * QUARTER_HIGH
    theta -= multiple * QUARTER_MIDDLE
    x = theta.astype(np.float64)
    x -= multiple.astype(np.float64) * float(QUARTER_LOW)
    theta[...] = x
    x[...] = theta
    square = theta * theta
    z = square.astype(np.float64)

    wide, sine = polynomial(SINE, z)
    wide[...] = sine
    wide *= x
    wide += x
    sine[...] = wide

    wide, cosine = polynomial(COSINE, z)
    wide[...] = cosine
    wide *= z
    z *= 0.5
    wide -= z
    cosine[...] = wide
    cosine += 1

    _turn(cosine.view(np.int32), sine.view(np.int32), octant)
    return cosine, sine


def _turn(cosine: np.ndarray, sine: np.ndarray, octant: np.ndarray) -> None:
    """Exchange cosine and sine, given as bits, in every second quarter of the circle, and set their signs."""
    odd = (octant << 30) >> 31  # all ones where bit 1 of the octant is set
    odd &= cosine ^ sine
    cosine ^= odd
    sine ^= odd
    sine ^= (octant & 4) << 29
    cosine ^= ((octant + 2) & 4) << 29


def polynomial(coefficients: list[float], x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """x * p(x) in float32 by Horner's rule with fused steps, and a float64 vector of the same length to go on with."""
    wide, narrow = np.empty(len(x)), np.empty(len(x), f32)
    np.multiply(x, coefficients[0], out=wide)
    for c in coefficients[1:]:
        wide += c
        narrow[...] = wide  # the rounding of the fused step
        wide[...] = narrow
        wide *= x
    narrow[...] = wide
    return wide, narrow
