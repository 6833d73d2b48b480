"""KL(p ‖ q), the divergence of one distribution from another."""

from backlight.distributions.kl import alike, unlike, vectors
from backlight.distributions.kl.registry import _KL_REGISTRY, kl_divergence, register_kl

__all__ = ["_KL_REGISTRY", "alike", "kl_divergence", "register_kl", "unlike", "vectors"]
