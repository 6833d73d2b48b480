"""`backlight graph SCRIPT`: the graph of the last backward, on standard output, when the script is over."""

from __future__ import annotations

import os
import sys

from backlight.run.saying import say
from backlight.see.recorder import Recorder

FEW = 60  # nodes: some screens of text


class LastGraph:
    """Prints the graph as `form`: "text", "dot" or "mermaid". What the script prints goes to standard error.

    Text is of the FEW nodes nearest to the result, unless all are asked for.
    """

    def __init__(self, form: str, *, whole: bool = False) -> None:
        self.form, self.whole = form, whole
        self.recorder = Recorder()
        self.process = os.getpid()
        self._out = -1

    def start(self) -> None:
        """Watch from here on, and keep standard output for the graph alone."""
        sys.stdout.flush()
        self._out = os.dup(1)
        os.dup2(2, 1)
        self.recorder.start()

    def finish(self) -> bool:
        """Print the graph; False if there is none."""
        self.recorder.stop()
        if os.getpid() != self.process:
            return True
        sys.stdout.flush()
        os.dup2(self._out, 1)
        if self.recorder.last is None:
            say("no backward pass, so there is no graph to print")
            return False
        graph = self.recorder.last.graph()
        if self.form == "text" and not self.whole and len(graph.nodes) > FEW:
            say(f"of {len(graph.nodes):,} nodes the {FEW - 1} nearest to the result; --all prints the others too")
            graph = graph.folded(FEW)
        limit = len(graph.nodes)
        text = {"text": lambda: graph.text(limit=limit), "dot": graph.dot, "mermaid": graph.mermaid}[self.form]()
        with os.fdopen(self._out, "w", encoding="utf-8", newline="") as out:
            out.write(text.rstrip("\n") + "\n")
        return True
