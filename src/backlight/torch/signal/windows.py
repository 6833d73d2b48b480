"""`torch.signal.windows`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.signal.windows import bartlett as bartlett
from backlight.signal.windows import blackman as blackman
from backlight.signal.windows import cosine as cosine
from backlight.signal.windows import exponential as exponential
from backlight.signal.windows import gaussian as gaussian
from backlight.signal.windows import general_cosine as general_cosine
from backlight.signal.windows import general_hamming as general_hamming
from backlight.signal.windows import hamming as hamming
from backlight.signal.windows import hann as hann
from backlight.signal.windows import kaiser as kaiser
from backlight.signal.windows import nuttall as nuttall

__getattr__ = _missing_from(__name__)
