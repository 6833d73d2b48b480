"""`torch.special`: what of it is there."""

import backlight as _own
from backlight.core.missing import missing_from as _missing_from

digamma = psi = _own.digamma
erf = _own.erf
erfc = _own.erfc
erfinv = _own.erfinv
exp2 = _own.exp2
expit = _own.sigmoid
expm1 = _own.expm1
gammaln = _own.lgamma
log1p = _own.log1p
log_softmax = _own.log_softmax
logit = _own.logit
logsumexp = _own.logsumexp
polygamma = _own.polygamma
round = _own.round
sinc = _own.sinc
softmax = _own.softmax
xlogy = _own.xlogy

__getattr__ = _missing_from(__name__)
