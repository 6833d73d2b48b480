"""What torch offers to compile a program: accepted, and the program runs as it is, with the same numbers.

`backlight.compile` is this package and also torch's function of that name: the module can be called.
"""

from backlight.core.later import call_module

call_module(__name__, "backlight.compile.compiling", "compile")
