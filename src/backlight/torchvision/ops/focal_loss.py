"""`torchvision.ops.focal_loss`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.ops.focal_loss import sigmoid_focal_loss as sigmoid_focal_loss

__getattr__ = _missing_from(__name__)
