"""Methods of Tensor that few programs call: special functions, statistics, steps of backward; loaded at first use."""

from __future__ import annotations

from backlight.core.later import later_method

_GAMMA, _BESSEL = "backlight.special.gamma", "backlight.special.bessel"
_STATISTICS, _FOURIER = "backlight.tensor.statistics", "backlight.signal.short_time"


class SeldomMethods:
    """The methods of this family; `Tensor` inherits them."""

    i0, i0_ = later_method(_BESSEL, "i0"), later_method(_GAMMA, "i0_")
    igamma, igamma_ = later_method(_GAMMA, "igamma"), later_method(_GAMMA, "igamma_")
    igammac, igammac_ = later_method(_GAMMA, "igammac"), later_method(_GAMMA, "igammac_")
    mvlgamma, mvlgamma_ = later_method(_GAMMA, "mvlgamma"), later_method(_GAMMA, "mvlgamma_")
    polygamma_ = later_method(_GAMMA, "polygamma_")
    cov, corrcoef = later_method(_STATISTICS, "cov"), later_method(_STATISTICS, "corrcoef")
    histogram = later_method("backlight.tensor.histograms", "histogram")
    backward_steps = later_method("backlight.see.stepping", "backward_steps")
    stft, istft = later_method(_FOURIER, "stft"), later_method(_FOURIER, "istft")
