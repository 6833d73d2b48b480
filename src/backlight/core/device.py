"""Where a tensor lives: backlight computes on the CPU, and says so when a script asks for more."""

from __future__ import annotations

_KINDS = ("cpu", "cuda", "mps", "xpu", "meta", "hpu", "mtia", "vulkan", "xla", "privateuseone")


class device:
    """A device by type and number, such as `device("cpu")` or `device("cuda", 0)`.

    >>> device("cuda:1"), device("cuda:1") == device("cuda", 1)
    (device(type='cuda', index=1), True)
    """

    __slots__ = ("index", "type")

    type: str
    index: int | None

    def __new__(cls, type: str | device | int = "cpu", index: int | None = None) -> device:
        if isinstance(type, device):
            return type
        self = super().__new__(cls)
        if isinstance(type, int):
            type, index = "cuda", type
        kind, colon, number = type.partition(":")
        if kind not in _KINDS or (colon and not number.isdigit()):
            raise RuntimeError(f"Expected one of {', '.join(_KINDS)} device type at start of device string: {type}")
        if colon and index is not None:
            raise RuntimeError(f"type (string) must not include an index because index was passed explicitly: {type}")
        self.type = kind
        self.index = int(number) if colon else index
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        return f"device(type='{self.type}')" if self.index is None else f"device(type='{self.type}', index={self.index})"

    def __reduce__(self) -> tuple:
        return device, (self.type, self.index)

    def __enter__(self) -> device:
        on(self)
        return self

    def __exit__(self, *exception: object) -> None:
        pass


CPU = device("cpu")


def on(where: device | str | int | None) -> device:
    """The device for a `device=` argument: the CPU, or torch's error for one that is not here."""
    if where is None or where is CPU:
        return CPU
    found = device(where)
    if found.type == "cpu":
        return CPU
    if found.type == "cuda":
        raise AssertionError(
            "Torch not compiled with CUDA enabled: backlight computes on the CPU. "
            'Use device = "cuda" if torch.cuda.is_available() else "cpu".'
        )
    raise NotImplementedError(f"device {str(found)!r} is not available: backlight computes on the CPU")
