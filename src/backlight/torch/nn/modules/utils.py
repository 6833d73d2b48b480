"""`torch.nn.modules.utils`: a number for each dimension, and the prefixes of states."""

from functools import partial as _partial

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.convolution import repeated as _repeated
from backlight.nn.prefixes import consume_prefix_in_state_dict_if_present as consume_prefix_in_state_dict_if_present

_single, _pair, _triple, _quadruple = [_partial(_repeated, count=count) for count in (1, 2, 3, 4)]

__getattr__ = _missing_from(__name__)
