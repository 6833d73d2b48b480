"""The page of a program that still runs, served to the browsers of this computer alone.

From simple to hard: addresses (which will do), app (what is answered, and to whom), server (in a thread).
"""

from backlight.see.live.server import Server

__all__ = ["Server"]
