"""Two tensors that change places, so that all who know one of them see the other."""

from __future__ import annotations

from typing import Any
from weakref import getweakrefs

from backlight.core.node import Node
from backlight.core.variable import Variable


def swap_tensors(t1: Any, t2: Any) -> None:
    """Exchange the two tensors' numbers, class, gradient and attributes.

    RuntimeError where a weak reference, a view or the graph of an earlier computation still speaks of one of them.

    >>> a, b = backlight.ones(2), backlight.zeros(1)
    >>> swap_tensors(a, b)
    >>> a
    tensor([0.])
    """
    for name, x in (("t1", t1), ("t2", t2)):
        if getweakrefs(x):
            raise RuntimeError(f"Cannot swap {name} because it has weakref associated with it")
        if _is_depended_on(x):
            raise RuntimeError(
                f"Cannot swap {name}: a view of it or the graph of an earlier forward still leads to it. Run backward "
                "and let go of its results before you swap, or swap before the forward."
            )
    kind, other = type(t1), type(t2)
    vars_1, vars_2 = dict(vars(t1)), dict(vars(t2))
    for x, cls, content in ((t1, other, vars_2), (t2, kind, vars_1)):
        x.__class__ = cls
        vars(x).clear()
        vars(x).update(content)


def _is_depended_on(x: Any) -> bool:
    """Whether a node or a view refers to the tensor."""
    import gc

    for holder in gc.get_referrers(x):
        if isinstance(holder, Node):
            return True
        if isinstance(holder, (tuple, list)) and any(isinstance(h, Node) for h in gc.get_referrers(holder)):
            return True
        known = vars(holder) if isinstance(holder, Variable) else holder
        if isinstance(known, dict) and known.get("_base") is x and "_array" in known:
            return True
    return False
