"""`torch.nn.modules.loss`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.loss import BCELoss as BCELoss
from backlight.nn.modules.loss import BCEWithLogitsLoss as BCEWithLogitsLoss
from backlight.nn.modules.loss import CrossEntropyLoss as CrossEntropyLoss
from backlight.nn.modules.loss import CTCLoss as CTCLoss
from backlight.nn.modules.loss import GaussianNLLLoss as GaussianNLLLoss
from backlight.nn.modules.loss import HuberLoss as HuberLoss
from backlight.nn.modules.loss import KLDivLoss as KLDivLoss
from backlight.nn.modules.loss import L1Loss as L1Loss
from backlight.nn.modules.loss import MSELoss as MSELoss
from backlight.nn.modules.loss import NLLLoss as NLLLoss
from backlight.nn.modules.loss import PoissonNLLLoss as PoissonNLLLoss
from backlight.nn.modules.loss import SmoothL1Loss as SmoothL1Loss
from backlight.nn.modules.loss import _Loss as _Loss
from backlight.nn.modules.loss import _WeightedLoss as _WeightedLoss
from backlight.nn.modules.margin_loss import CosineEmbeddingLoss as CosineEmbeddingLoss
from backlight.nn.modules.margin_loss import HingeEmbeddingLoss as HingeEmbeddingLoss
from backlight.nn.modules.margin_loss import MarginRankingLoss as MarginRankingLoss
from backlight.nn.modules.margin_loss import MultiLabelMarginLoss as MultiLabelMarginLoss
from backlight.nn.modules.margin_loss import MultiLabelSoftMarginLoss as MultiLabelSoftMarginLoss
from backlight.nn.modules.margin_loss import MultiMarginLoss as MultiMarginLoss
from backlight.nn.modules.margin_loss import SoftMarginLoss as SoftMarginLoss
from backlight.nn.modules.margin_loss import TripletMarginLoss as TripletMarginLoss
from backlight.nn.modules.margin_loss import TripletMarginWithDistanceLoss as TripletMarginWithDistanceLoss

__getattr__ = _missing_from(
    __name__, {"LinearCrossEntropyLoss": "backlight.nn.modules.projected", "NLLLoss2d": "backlight.nn.modules.former"}
)
