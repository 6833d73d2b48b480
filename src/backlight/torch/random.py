"""`torch.random`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.tensor.generator import Generator as Generator
from backlight.tensor.generator import default_generator as default_generator
from backlight.tensor.generator import fork_rng as fork_rng
from backlight.tensor.generator import get_rng_state as get_rng_state
from backlight.tensor.generator import initial_seed as initial_seed
from backlight.tensor.generator import manual_seed as manual_seed
from backlight.tensor.generator import seed as seed
from backlight.tensor.generator import set_rng_state as set_rng_state

__getattr__ = _missing_from(__name__)
