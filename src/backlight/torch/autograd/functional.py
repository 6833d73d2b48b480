"""`torch.autograd.functional`."""

from backlight.autograd.functional import *  # noqa: F403
