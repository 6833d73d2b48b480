"""`torchvision.version`: the version that backlight follows."""

__version__ = "0.28.0+backlight"
git_version = "Unknown"
cuda = None
