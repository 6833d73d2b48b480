"""`torch.utils.cpp_extension`: operations in C++ or CUDA, which backlight cannot use."""

from typing import Any, NoReturn

from backlight.core.missing import missing_from as _missing_from

CUDA_HOME = ROCM_HOME = None
_REASON = (
    "{}: backlight has no C++ interface that an extension could be built against. Write the operation in Python, with "
    "a torch.autograd.Function if it needs a gradient of its own."
)


def load(name: str, *args: Any, **named: Any) -> NoReturn:
    """Not here."""
    raise NotImplementedError(_REASON.format("torch.utils.cpp_extension.load"))


def load_inline(name: str, *args: Any, **named: Any) -> NoReturn:
    """Not here."""
    raise NotImplementedError(_REASON.format("torch.utils.cpp_extension.load_inline"))


def CppExtension(name: str, *args: Any, **named: Any) -> NoReturn:
    """Not here."""
    raise NotImplementedError(_REASON.format("torch.utils.cpp_extension.CppExtension"))


def CUDAExtension(name: str, *args: Any, **named: Any) -> NoReturn:
    """Not here."""
    raise NotImplementedError(_REASON.format("torch.utils.cpp_extension.CUDAExtension"))


class BuildExtension:
    """Not here; the name is there for `setup(cmdclass={"build_ext": BuildExtension})`."""

    def __init__(self, *args: Any, **named: Any) -> None:
        raise NotImplementedError(_REASON.format("torch.utils.cpp_extension.BuildExtension"))

    @classmethod
    def with_options(cls, **options: Any) -> type:
        """This class."""
        return cls


__all__ = ["BuildExtension", "CUDAExtension", "CppExtension", "load", "load_inline"]

__getattr__ = _missing_from(__name__)
