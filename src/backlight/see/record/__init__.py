"""Recording a training: losses, graphs, and the numbers at every node and on every edge.

From simple to hard: values (of one array), places (in the program), modules, structure (of a graph), detail (of one
step), parameters, keeping (what there is room for), recording (the watcher), export (as plain data).
"""

from backlight.see.record.export import record_of
from backlight.see.record.recording import Recording

__all__ = ["Recording", "record_of"]
