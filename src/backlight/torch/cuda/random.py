"""`torch.cuda.random`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torch.cuda import get_rng_state as get_rng_state
from backlight.torch.cuda import get_rng_state_all as get_rng_state_all
from backlight.torch.cuda import manual_seed as manual_seed
from backlight.torch.cuda import manual_seed_all as manual_seed_all
from backlight.torch.cuda import set_rng_state as set_rng_state

__getattr__ = _missing_from(__name__)
