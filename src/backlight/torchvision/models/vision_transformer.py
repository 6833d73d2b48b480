"""`torchvision.models.vision_transformer`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.vision_transformer import ConvStemConfig as ConvStemConfig
from backlight.vision.models.vision_transformer import Encoder as Encoder
from backlight.vision.models.vision_transformer import EncoderBlock as EncoderBlock
from backlight.vision.models.vision_transformer import MLPBlock as MLPBlock
from backlight.vision.models.vision_transformer import VisionTransformer as VisionTransformer
from backlight.vision.models.vision_transformer import ViT_B_16_Weights as ViT_B_16_Weights
from backlight.vision.models.vision_transformer import ViT_B_32_Weights as ViT_B_32_Weights
from backlight.vision.models.vision_transformer import ViT_H_14_Weights as ViT_H_14_Weights
from backlight.vision.models.vision_transformer import ViT_L_16_Weights as ViT_L_16_Weights
from backlight.vision.models.vision_transformer import ViT_L_32_Weights as ViT_L_32_Weights
from backlight.vision.models.vision_transformer import interpolate_embeddings as interpolate_embeddings
from backlight.vision.models.vision_transformer import vit_b_16 as vit_b_16
from backlight.vision.models.vision_transformer import vit_b_32 as vit_b_32
from backlight.vision.models.vision_transformer import vit_h_14 as vit_h_14
from backlight.vision.models.vision_transformer import vit_l_16 as vit_l_16
from backlight.vision.models.vision_transformer import vit_l_32 as vit_l_32

__all__ = [
    "ViT_B_16_Weights",
    "ViT_B_32_Weights",
    "ViT_H_14_Weights",
    "ViT_L_16_Weights",
    "ViT_L_32_Weights",
    "VisionTransformer",
    "vit_b_16",
    "vit_b_32",
    "vit_h_14",
    "vit_l_16",
    "vit_l_32",
]

__getattr__ = _missing_from(__name__)
