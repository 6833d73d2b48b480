"""`torch.nn.modules.transformer`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.transformer import Transformer as Transformer
from backlight.nn.modules.transformer import TransformerDecoder as TransformerDecoder
from backlight.nn.modules.transformer import TransformerDecoderLayer as TransformerDecoderLayer
from backlight.nn.modules.transformer import TransformerEncoder as TransformerEncoder
from backlight.nn.modules.transformer import TransformerEncoderLayer as TransformerEncoderLayer

__getattr__ = _missing_from(__name__)
