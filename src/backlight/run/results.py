"""What `--out DIR` leaves in its directory: the graph and the losses from the recorder, and the program's figures."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from backlight.run.errors import CannotWriteError
from backlight.run.figures import Figures
from backlight.run.saying import say


class Results:
    """A directory that is known to be writable, and those who write into it at the end."""

    def __init__(self, directory: str) -> None:
        """Make the directory and try it; CannotWriteError says why it will not do."""
        from backlight.see.recorder import Recorder

        self.shown = directory
        self.directory = Path(directory).absolute()  # the program may change its working directory
        probe = self.directory / f".backlight-{os.getpid()}"
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            probe.touch()
            probe.unlink()
        except FileExistsError:
            raise CannotWriteError(f"--out: {directory} is a file, not a directory") from None
        except OSError as error:
            raise CannotWriteError(f"--out: cannot write to {directory} ({error.strerror})") from None
        self.process = os.getpid()
        self.figures = Figures(self.directory)
        self.recorder = Recorder()

    def start(self) -> None:
        """Watch from here on."""
        self.figures.start()
        self.recorder.start()

    def finish(self) -> bool:
        """Write the files and say on stderr in one line which; whether all went well."""
        if os.getpid() != self.process:
            return True  # a forked child came to its end; the files are its parent's
        files: list[Path] = []
        well = True
        for write in (lambda: self.recorder.write(self.directory), self.figures.write):
            try:
                files += write()
            except OSError as error:
                well = False
                say(f"cannot write to {self.shown}: {error}")
            except Exception:
                well = False
                traceback.print_exc(file=sys.__stderr__)
        names = ", ".join(file.name for file in files)
        say(f"wrote {names} to {self.shown}" if files else "nothing to write: no backward pass, no figure")
        return well
