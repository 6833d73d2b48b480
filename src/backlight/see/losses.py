"""The losses of a program, in the order in which backward was called on them: as curves and as a table."""

from __future__ import annotations

from array import array


class Losses:
    """One row per loss, 20 bytes each. Losses of one variable and one line of the program are one curve.

    >>> losses = Losses()
    >>> for value in (3.0, 1.5):
    ...     losses.add("loss", "train.py, line 9", value)
    >>> print(losses.table(), end="")
    backward,loss,variable,place
    1,3.0,loss,"train.py, line 9"
    2,1.5,loss,"train.py, line 9"
    """

    def __init__(self) -> None:
        self.count = 0  # of backward passes
        self._sources: dict[tuple[str, str], int] = {}  # (variable, place) -> the number of its curve
        self._values = array("d")
        self._source = array("L")
        self._number = array("L")

    def __len__(self) -> int:
        return len(self._values)

    def add(self, variable: str, place: str, value: float, *, same_backward: bool = False) -> None:
        """Note a loss; `same_backward` if it shares its backward pass with the one before."""
        self.count += not same_backward
        self._values.append(value)
        self._source.append(self._sources.setdefault((variable, place), len(self._sources)))
        self._number.append(self.count)

    def curves(self) -> dict[str, array]:
        """The values of each curve, by a name that tells it from the others."""
        names = [f"{variable} ({_brief(place)})" if place else variable for variable, place in self._sources]
        found = [array("d") for _ in names]
        for source, value in zip(self._source, self._values):
            found[source].append(value)
        return {name if names.count(name) == 1 else f"{name} #{k}": found[k] for k, name in enumerate(names)}

    def table(self) -> str:
        """All rows as CSV: backward, loss, variable, place."""
        import csv
        from io import StringIO

        text = StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(["backward", "loss", "variable", "place"])
        sources = list(self._sources)
        for number, source, value in zip(self._number, self._source, self._values):
            rows.writerow([number, repr(value), *sources[source]])
        return text.getvalue()


def _brief(place: str) -> str:
    """The place without the folders of its file."""
    return place.replace("\\", "/").rpartition("/")[2]
