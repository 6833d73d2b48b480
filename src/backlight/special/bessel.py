"""Bessel functions, ordinary and modified, and Airy's; only i0, i0e, i1 and i1e have gradients, as in torch."""

from backlight.ops import airy, bessel, modified_bessel
from backlight.tensor.surface import unary

i0 = unary("i0", modified_bessel.i0, "I₀, the modified Bessel function of the first kind of order 0.")
i0e = unary("special_i0e", modified_bessel.i0e, "exp(−|x|)·I₀(x) of each element x.")
i1 = unary("special_i1", modified_bessel.i1, "I₁, the modified Bessel function of the first kind of order 1.")
i1e = unary("special_i1e", modified_bessel.i1e, "exp(−|x|)·I₁(x) of each element x.")
bessel_j0 = unary("special_bessel_j0", bessel.bessel_j0, "J₀, the Bessel function of the first kind of order 0.")
bessel_j1 = unary("special_bessel_j1", bessel.bessel_j1, "J₁, the Bessel function of the first kind of order 1.")
bessel_y0 = unary("special_bessel_y0", bessel.bessel_y0, "Y₀, the Bessel function of the second kind of order 0.")
bessel_y1 = unary("special_bessel_y1", bessel.bessel_y1, "Y₁, the Bessel function of the second kind of order 1.")
spherical_bessel_j0 = unary("special_spherical_bessel_j0", bessel.spherical_bessel_j0, "sin(x)/x; 1 at 0.")
modified_bessel_i0 = unary("special_modified_bessel_i0", modified_bessel.modified_bessel_i0, "I₀, without a gradient.")
modified_bessel_i1 = unary("special_modified_bessel_i1", modified_bessel.modified_bessel_i1, "I₁, without a gradient.")
modified_bessel_k0 = unary(
    "special_modified_bessel_k0",
    modified_bessel.modified_bessel_k0,
    "K₀, the modified Bessel function of the second kind of order 0.",
)
modified_bessel_k1 = unary(
    "special_modified_bessel_k1",
    modified_bessel.modified_bessel_k1,
    "K₁, the modified Bessel function of the second kind of order 1.",
)
scaled_modified_bessel_k0 = unary(
    "special_scaled_modified_bessel_k0", modified_bessel.scaled_modified_bessel_k0, "exp(x)·K₀(x) of each element x."
)
scaled_modified_bessel_k1 = unary(
    "special_scaled_modified_bessel_k1", modified_bessel.scaled_modified_bessel_k1, "exp(x)·K₁(x) of each element x."
)
airy_ai = unary("special_airy_ai", airy.airy_ai, "Airy's function Ai.")
