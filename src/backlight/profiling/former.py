"""`torch.autograd.profiler.profile`, the older form of the profiler."""

from __future__ import annotations

from typing import Any

from backlight.profiling import profile as newer


class profile(newer.profile):
    """`torch.autograd.profiler.profile`, the older form: everything in the block."""

    def __init__(
        self,
        enabled: bool = True,
        *,
        use_cuda: bool = False,
        use_device: str | None = None,
        record_shapes: bool = False,
        with_flops: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
        with_modules: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(record_shapes=record_shapes, profile_memory=profile_memory, with_stack=with_stack)
        self.enabled = enabled

    def start(self) -> None:
        """Begin, if enabled."""
        if self.enabled:
            super().start()
