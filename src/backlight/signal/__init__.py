"""Windows for the analysis of signals, and the Fourier transform of their pieces."""

from backlight.signal import windows as windows
