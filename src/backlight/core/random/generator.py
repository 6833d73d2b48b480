"""The Mersenne twister behind every draw: seeding, raw 32-bit words, and torch's 5056 bytes of state."""

from __future__ import annotations

import os
from _thread import allocate_lock
from operator import index
from typing import Any

import numpy as np

# A generator that nobody has seeded starts here, as in torch.
FIRST_SEED = 67280421310721

# The state as torch lays it out in memory. Words are 32 bits wide but stored as 64. Of the normals only the double
# one is in use: torch computes a pair at a time and keeps the second for the next small draw.
STATE = np.dtype(
    [
        ("seed", "<u8"),
        ("left", "<i4"),  # words until the next twist, plus one
        ("seeded", "<i4"),
        ("next", "<u8"),  # words taken since the last twist
        ("words", "<u8", 624),
        ("normal_x", "<f8"),
        ("normal", "<f8"),
        ("normal_rho", "<f8"),
        ("has_normal", "<i4"),
        ("float_normal", "<f8"),  # padding, a float and its flag
    ],
    align=True,
)


class Generator:
    """A stream of random numbers, the same as that of a `torch.Generator` on the CPU with this seed.

    Arguments: `seed`, an integer in [-2**63, 2**64); a negative one counts down from 2**64.

    >>> g = backlight.core.random.Generator(0)
    >>> backlight.core.random.uniform(g, (2,), np.float32)
    array([0.4962566, 0.7682218], dtype=float32)
    """

    def __init__(self, seed: int = FIRST_SEED) -> None:
        self.lock = allocate_lock()  # a draw holds it from its first word to its last
        self._twister: Any = None
        self.manual_seed(seed)

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream of `seed` and return the generator."""
        if isinstance(seed, bool) or not hasattr(seed, "__index__"):
            raise RuntimeError(f"manual_seed expected a long, but got {type(seed).__name__}")
        seed = index(seed)
        if not -(2**63) <= seed < 2**64:
            raise ValueError(f"Overflow when unpacking long long: the seed {seed} is outside [-2**63, 2**64)")
        with self.lock:
            self._seed = seed % 2**64
            self.spare: float | None = None  # the second normal of a pair, until a small draw asks for it
            self._fresh = True
            if self._twister is not None:
                self._seeder.seed(self._seed % 2**32)
        return self

    def seed(self) -> int:
        """Start from a seed that the operating system picks, and return it."""
        seed = int.from_bytes(os.urandom(8), "little")
        self.manual_seed(seed)
        return seed

    def initial_seed(self) -> int:
        """The seed that this stream started from."""
        return self._seed

    def words(self, n: int) -> np.ndarray:
        """The next `n` 32-bit words, as uint64. Only for a caller that holds the lock."""
        twister = self._twister or self._started()
        if n:
            self._fresh = False
        return twister.random_raw(n)

    def doublewords(self, n: int) -> np.ndarray:
        """The next `n` 64-bit words, each of two 32-bit ones, the high half first. Only with the lock held."""
        words = self.words(2 * n)
        both = words[0::2] << np.uint64(32)
        both |= words[1::2]
        return both

    def doubleword(self) -> int:
        """The next 64-bit word alone, six times as fast as one by `doublewords`. Only with the lock held."""
        raw = (self._twister or self._started()).random_raw
        self._fresh = False
        return raw() << 32 | raw()

    def _started(self) -> Any:
        from numpy.random import MT19937, RandomState  # costs 17 ms, so only when the first number is drawn

        self._twister = MT19937(0)
        self._seeder = RandomState(self._twister)
        self._seeder.seed(self._seed % 2**32)
        return self._twister

    def get_state(self) -> np.ndarray:
        """The whole state as torch's `get_state` gives it: 5056 bytes, uint8."""
        state = np.zeros(1, STATE)
        with self.lock:
            twister = (self._twister or self._started()).state["state"]
            taken = 0 if self._fresh else twister["pos"]
            state["seed"], state["seeded"], state["words"] = self._seed, 1, twister["key"]
            state["next"], state["left"] = taken, 1 if self._fresh else 625 - taken
            if self.spare is not None:
                state["has_normal"], state["normal"] = 1, self.spare
        return state.view(np.uint8)

    def set_state(self, state: np.ndarray) -> None:
        """Go on from a state that `get_state`, here or in torch, has given; TypeError or RuntimeError for another."""
        if not isinstance(state, np.ndarray) or state.dtype != np.uint8:
            found = state.dtype if isinstance(state, np.ndarray) else type(state).__name__
            raise TypeError(f"RNG state must be a torch.ByteTensor, that is 5056 bytes of uint8; got {found}")
        if state.size != STATE.itemsize:
            raise RuntimeError(
                f"Expected a CPUGeneratorImplState of size {STATE.itemsize} "
                f"but found the input RNG state size to be {state.size}"
            )
        (record,) = np.ascontiguousarray(state).reshape(-1).view(STATE)
        left, taken = int(record["left"]), int(record["next"])
        fresh = (left, taken) == (1, 0)
        if not record["seeded"] or not (fresh or (1 <= left <= 624 and taken == 625 - left)):
            raise RuntimeError(f"Invalid mt19937 state: {left=} and next={taken} do not belong together")
        with self.lock:
            words = {"key": record["words"].astype(np.uint32), "pos": 624 if fresh else taken}
            (self._twister or self._started()).state = {"bit_generator": "MT19937", "state": words}
            self._seed, self._fresh = int(record["seed"]), fresh
            self.spare = float(record["normal"]) if record["has_normal"] else None

    def clone_state(self) -> Generator:
        """Another generator that goes on from here as this one will."""
        clone = type(self)()
        clone.set_state(self.get_state())
        return clone

    def __reduce__(self) -> tuple:
        return type(self), (), self.get_state()

    __setstate__ = set_state

    def __repr__(self) -> str:
        return f"<Generator seed={self._seed}>"


default_generator = Generator(int.from_bytes(os.urandom(8), "little"))
