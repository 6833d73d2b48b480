"""`torch.utils.model_zoo`: the older name of `torch.hub`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.hub.download import load_state_dict_from_url as load_url

__all__ = ["load_url"]

__getattr__ = _missing_from(__name__)
