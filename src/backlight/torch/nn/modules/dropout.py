"""`torch.nn.modules.dropout`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.dropping import AlphaDropout as AlphaDropout
from backlight.nn.modules.dropping import Dropout as Dropout
from backlight.nn.modules.dropping import Dropout1d as Dropout1d
from backlight.nn.modules.dropping import Dropout2d as Dropout2d
from backlight.nn.modules.dropping import Dropout3d as Dropout3d
from backlight.nn.modules.dropping import FeatureAlphaDropout as FeatureAlphaDropout

__getattr__ = _missing_from(__name__)
