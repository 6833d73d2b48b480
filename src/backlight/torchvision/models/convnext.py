"""`torchvision.models.convnext`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.convnext import CNBlock as CNBlock
from backlight.vision.models.convnext import CNBlockConfig as CNBlockConfig
from backlight.vision.models.convnext import ConvNeXt as ConvNeXt
from backlight.vision.models.convnext import ConvNeXt_Base_Weights as ConvNeXt_Base_Weights
from backlight.vision.models.convnext import ConvNeXt_Large_Weights as ConvNeXt_Large_Weights
from backlight.vision.models.convnext import ConvNeXt_Small_Weights as ConvNeXt_Small_Weights
from backlight.vision.models.convnext import ConvNeXt_Tiny_Weights as ConvNeXt_Tiny_Weights
from backlight.vision.models.convnext import LayerNorm2d as LayerNorm2d
from backlight.vision.models.convnext import _convnext as _convnext
from backlight.vision.models.convnext import convnext_base as convnext_base
from backlight.vision.models.convnext import convnext_large as convnext_large
from backlight.vision.models.convnext import convnext_small as convnext_small
from backlight.vision.models.convnext import convnext_tiny as convnext_tiny

__all__ = [
    "ConvNeXt",
    "ConvNeXt_Base_Weights",
    "ConvNeXt_Large_Weights",
    "ConvNeXt_Small_Weights",
    "ConvNeXt_Tiny_Weights",
    "convnext_base",
    "convnext_large",
    "convnext_small",
    "convnext_tiny",
]

__getattr__ = _missing_from(__name__)
