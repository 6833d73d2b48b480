"""`torch.version`: the torch whose behaviour this is, and what it was built with."""

__version__ = "2.13.0+backlight"
debug = False
cuda = None
hip = None
xpu = None
git_version = "Unknown"
