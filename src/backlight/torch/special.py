"""`torch.special`: what of it is there."""

import backlight
from backlight.core.missing import missing_from

digamma = psi = backlight.digamma
erf = backlight.erf
erfc = backlight.erfc
erfinv = backlight.erfinv
exp2 = backlight.exp2
expit = backlight.sigmoid
expm1 = backlight.expm1
gammaln = backlight.lgamma
log1p = backlight.log1p
log_softmax = backlight.log_softmax
logit = backlight.logit
logsumexp = backlight.logsumexp
polygamma = backlight.polygamma
round = backlight.round
sinc = backlight.sinc
softmax = backlight.softmax
xlogy = backlight.xlogy

__getattr__ = missing_from(__name__)
