"""The doctor: looks for the usual mistakes while a program trains, and names the line and the fix.

From simple to hard: notice (one finding), words (what it says), symptom (what most files here are one of), source
(reading the program's text), chart (what all know together), the symptoms, errors (what a recording adds to them),
doctor (who asks them all).
"""

from backlight.see.doctor.doctor import Doctor
from backlight.see.doctor.notice import Notice

__all__ = ["Doctor", "Notice"]
