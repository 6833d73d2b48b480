"""`torch.nn.modules.sparse`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.embedding import Embedding as Embedding
from backlight.nn.modules.embedding import EmbeddingBag as EmbeddingBag

__getattr__ = _missing_from(__name__)
