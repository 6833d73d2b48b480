"""`torch.onnx`: networks as files for other programs, which backlight does not write."""

from typing import Any, NoReturn

from backlight.core.missing import missing_from as _missing_from


def is_in_onnx_export() -> bool:
    """False: nothing is being exported."""
    return False


def export(model: Any, *args: Any, **named: Any) -> NoReturn:
    """Not here."""
    raise NotImplementedError(
        "torch.onnx.export: backlight does not write ONNX files. Save the parameters with "
        "torch.save(model.state_dict(), path), load them into the same class under PyTorch, and export there."
    )


__all__ = ["export", "is_in_onnx_export"]

__getattr__ = _missing_from(__name__)
