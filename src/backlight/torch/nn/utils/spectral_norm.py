"""`torch.nn.utils.spectral_norm`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.spectral_norm import SpectralNorm as SpectralNorm
from backlight.nn.spectral_norm import SpectralNormLoadStateDictPreHook as SpectralNormLoadStateDictPreHook
from backlight.nn.spectral_norm import SpectralNormStateDictHook as SpectralNormStateDictHook
from backlight.nn.spectral_norm import remove_spectral_norm as remove_spectral_norm
from backlight.nn.spectral_norm import spectral_norm as spectral_norm

__getattr__ = _missing_from(__name__)
