"""Ways to damage a file: bytes, the pickle in a file whose checksums are right, and pickles of no author at all."""

from __future__ import annotations

import io
import random
import zipfile

from backlight.serialization import archive
from backlight.serialization.machine import _STEPS

SNIPPETS = [
    b"ctorch._utils\n_rebuild_tensor_v2\n",
    b"ctorch\nFloatStorage\n",
    b"ccollections\nOrderedDict\n",
    b"c_codecs\nencode\n",
    b"cbuiltins\nset\n",
    b"cos\nsystem\n",
    b"X\x05\x00\x00\x00hello",
    b"X\x07\x00\x00\x00storage",
    b"(lq\x01", b"(dq\x01", b"h\x01", b"h\x01h\x01", b"\x85R", b"(tR", b"Q", b"K\x05",
    b"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f",
]  # fmt: skip


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes with a few of them changed, taken out, put in, doubled or cut off."""
    damaged = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at, way = rng.randrange(len(damaged) or 1), rng.randrange(6)
        if way == 0 and damaged:
            damaged[at] = rng.randrange(256)
        elif way == 1 and damaged:
            damaged[at] ^= 1 << rng.randrange(8)
        elif way == 2:
            del damaged[at : at + rng.randrange(1, 30)]
        elif way == 3:
            damaged[at:at] = rng.randbytes(rng.randrange(1, 9))
        elif way == 4:
            damaged[at:at] = damaged[at : at + rng.randrange(1, 60)]
        elif rng.random() < 0.1:
            del damaged[at:]
    return bytes(damaged)


def parts_of(data: bytes) -> tuple[bytes, list[bytes]]:
    """The pickle and the storages of a zip file of torch's."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = file.namelist()
        root = next(name for name in names if name.endswith("/data.pkl")).removesuffix("data.pkl")
        count = sum(1 for name in names if name.startswith(root + "data/"))
        return file.read(root + "data.pkl"), [file.read(f"{root}data/{i}") for i in range(count)]


def sealed(pickle: bytes, storages: list[bytes]) -> bytes:
    """A file of this pickle and these storages, with right checksums."""
    file = io.BytesIO()
    archive.write(file, "archive", pickle, storages)
    return file.getvalue()


def invented(rng: random.Random) -> bytes:
    """A pickle of opcodes and names in any order."""
    parts = [b"\x80\x02"]
    for _ in range(rng.randrange(1, 60)):
        if rng.random() < 0.4:
            parts.append(rng.choice(SNIPPETS))
        else:
            parts.append(bytes([rng.choice(list(_STEPS))]) + rng.randbytes(rng.choice((0, 0, 1, 4))))
    return b"".join(parts) + b"."
