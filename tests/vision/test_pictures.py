"""Grids and picture files."""

from __future__ import annotations

import io

import numpy as np
import pytest

import backlight
from backlight.vision import reading
from backlight.vision.backends import get_image_backend, set_image_backend
from backlight.vision.grids import make_grid, save_image
from backlight.vision.marking import draw_bounding_boxes

pytest.importorskip("PIL")


def picture(channels=3):
    return backlight.from_numpy(np.random.default_rng(0).integers(0, 256, (channels, 5, 6), dtype=np.uint8))


def test_a_grid_has_each_picture_in_its_place():
    pictures = backlight.stack([backlight.full((3, 2, 3), float(n)) for n in range(5)])
    grid = make_grid(pictures, nrow=3, padding=1, pad_value=-1.0)

    assert grid.shape == (3, 7, 13)
    assert grid[0, 1::3, 1::4].tolist() == [[0, 1, 2], [3, 4, -1]]
    assert (grid[:, ::3] == -1).all()
    with pytest.raises(ValueError, match=r"not \[2, 3, 4, 5, 6\]"):
        make_grid(backlight.zeros(2, 3, 4, 5, 6))


def test_a_saved_picture_is_read_again(tmp_path):
    save_image(picture().float() / 255, tmp_path / "x.png")

    assert (reading.read_image(tmp_path / "x.png") == picture()).all()
    assert (reading.decode_image(reading.encode_png(picture(1))) == picture(1)).all()
    assert reading.read_image(tmp_path / "x.png", "gray").shape == (1, 5, 6)
    assert reading.read_image(tmp_path / "x.png", reading.ImageReadMode.RGBA).shape == (4, 5, 6)
    reading.write_jpeg(picture(), tmp_path / "x.jpg", quality=100)
    assert reading.read_image(str(tmp_path / "x.jpg")).shape == (3, 5, 6)


def test_files_that_are_no_pictures_are_named(tmp_path):
    with pytest.raises(RuntimeError, match="No such file"):
        reading.read_image(tmp_path / "none.png")
    whole = io.BytesIO()
    save_image(backlight.rand(3, 40, 40), whole, format="png")
    (tmp_path / "cut.png").write_bytes(whole.getvalue()[:300])
    with pytest.raises(RuntimeError, match=r"cut\.png"):
        reading.read_image(tmp_path / "cut.png")
    with pytest.raises(RuntimeError, match=r"torch\.float32"):
        reading.encode_png(backlight.zeros(3, 2, 2))
    with pytest.raises(ValueError, match="between 1 and 100"):
        reading.encode_jpeg(picture(), 0)


def test_the_backend_is_pillow():
    set_image_backend("PIL")
    assert get_image_backend() == "PIL"
    with pytest.raises(ValueError, match="Options are"):
        set_image_backend("cv2")
    with pytest.raises(NotImplementedError, match="Pillow alone"):
        set_image_backend("accimage")


def test_turned_boxes_are_refused():
    with pytest.raises(NotImplementedError, match="upright"):
        draw_bounding_boxes(picture(), backlight.zeros(1, 8))
