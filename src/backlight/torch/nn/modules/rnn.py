"""`torch.nn.modules.rnn`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.cells import GRUCell as GRUCell
from backlight.nn.modules.cells import LSTMCell as LSTMCell
from backlight.nn.modules.cells import RNNCell as RNNCell
from backlight.nn.modules.cells import RNNCellBase as RNNCellBase
from backlight.nn.modules.recurrent import GRU as GRU
from backlight.nn.modules.recurrent import LSTM as LSTM
from backlight.nn.modules.recurrent import RNN as RNN
from backlight.nn.modules.recurrent import RNNBase as RNNBase

__getattr__ = _missing_from(__name__)
