"""The real torchvision next to the real torch: its C++ operators need another build, its Python does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch.library

kept = torch.library.register_fake
torch.library.register_fake = lambda *a, **k: lambda f: f  # type: ignore[assignment]
try:
    import torchvision
    from torchvision import transforms, tv_tensors
    from torchvision.transforms import v2
finally:
    torch.library.register_fake = kept

__all__ = ["compare", "pictures", "plain", "torchvision", "transforms", "tv_tensors", "v2"]


def pictures(seed: int = 0, height: int = 33, width: int = 24) -> dict[str, Any]:
    """A PIL image of each mode, with smooth parts and noise, as photographs have."""
    from PIL import Image

    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    planes = [(y * 5 + x * 3 + k * 40) % 230 for k in range(4)]
    pixels = (np.stack(planes, -1) + rng.integers(0, 25, (height, width, 4))).astype(np.uint8)
    rgb = Image.frombytes("RGB", (width, height), np.ascontiguousarray(pixels[..., :3]).tobytes())
    return {
        "RGB": rgb,
        "L": rgb.convert("L"),
        "RGBA": Image.frombytes("RGBA", (width, height), pixels.tobytes()),
        "P": rgb.convert("P"),
        "1": rgb.convert("1"),
        "I": Image.fromarray(pixels[..., 0].astype(np.int32) * 7),
        "F": Image.fromarray(pixels[..., 0].astype(np.float32) / 3),
    }


def plain(x: Any) -> Any:
    """What came out, as arrays and what else is told: modes, kinds, boxes' formats."""
    if isinstance(x, dict):
        return [plain(list(x)), plain(list(x.values()))]
    if isinstance(x, (tuple, list)):
        return [plain(one) for one in x]
    if hasattr(x, "getbands"):
        return (x.mode, x.getpalette() if x.mode == "P" else None, np.asarray(x))
    if hasattr(x, "requires_grad"):
        about = [str(getattr(x, name, None)) for name in ("format", "canvas_size", "clamping_mode")]
        return (str(x.dtype).rpartition(".")[2], (type(x).__name__, *about), x.detach().numpy())
    return x


def compare(ours: Any, theirs: Any, apart: float) -> None:
    """Check that two outcomes of `plain` agree, or two exceptions; `apart` is how far uint8 values may be apart."""
    if isinstance(theirs, list):
        assert len(ours) == len(theirs)
        for a, b in zip(ours, theirs):
            compare(a, b, apart)
    elif isinstance(theirs, type):
        assert isinstance(ours, type) and issubclass(ours, theirs), (ours, theirs)
    elif not isinstance(theirs, tuple):
        assert ours == theirs
    else:
        assert not isinstance(ours, type), ours
        assert ours[:2] == theirs[:2]
        a, b = ours[2], theirs[2]
        assert a.shape == b.shape and a.dtype == b.dtype
        if not apart:
            np.testing.assert_array_equal(a, b)
        elif a.dtype.kind == "f":
            np.testing.assert_allclose(a, b, rtol=0, atol=apart * 2e-6 * max(1, np.abs(b).max(initial=0)))
        else:
            assert np.abs(a.astype(np.int64) - b.astype(np.int64)).max(initial=0) <= apart
