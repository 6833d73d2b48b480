"""`torch.nn.utils.parametrizations`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.parametrize.orthogonal import _Orthogonal as _Orthogonal
from backlight.nn.parametrize.orthogonal import orthogonal as orthogonal
from backlight.nn.parametrize.spectral_norm import _SpectralNorm as _SpectralNorm
from backlight.nn.parametrize.spectral_norm import spectral_norm as spectral_norm
from backlight.nn.parametrize.weight_norm import _WeightNorm as _WeightNorm
from backlight.nn.parametrize.weight_norm import weight_norm as weight_norm

__getattr__ = _missing_from(__name__)
