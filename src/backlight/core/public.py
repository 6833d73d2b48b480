"""Classes that show themselves by the name that torch's users know."""

from __future__ import annotations


class Public(type):
    """The class of such classes: `print(type(x))` says <class 'torch.Tensor'>.

    The real module stays in `__module__`, where pickle looks for the class.
    """

    torch_module = "torch"

    def __repr__(cls) -> str:
        if cls.__module__.startswith("backlight."):
            return f"<class '{cls.torch_module}.{cls.__qualname__}'>"
        return super().__repr__()
