"""`torch.autograd.variable`."""

from backlight.autograd.variable import Variable as Variable
