"""`python -m backlight`, the same as the command `backlight`."""

import sys

from backlight.cli import main

if __name__ == "__main__":
    sys.exit(main())
