"""Data sets that are published as one archive, whose files are checked by their sums each time."""

from __future__ import annotations

import os
from typing import Any, ClassVar

from backlight.vision.datasets.dataset import VisionDataset
from backlight.vision.datasets.files import check_integrity, download_and_extract_archive, told_damage


class Archived(VisionDataset):
    """A data set in the folder `<root>/<base_folder>`; the lists hold file names and MD5 sums."""

    base_folder: str
    url: str
    filename: str
    tgz_md5: str
    train_list: ClassVar[Any]
    test_list: ClassVar[Any]

    def _path(self, name: str) -> str:
        return os.path.join(self.root, self.base_folder, name)

    def _demand_files(self) -> None:
        """RuntimeError, which names the first file that is not as published."""
        told = (told_damage(self._path(name), md5) for name, md5 in [*self.train_list, *self.test_list])
        damage = next(filter(None, told), None)
        if damage:
            raise RuntimeError(
                "Dataset not found or corrupted. You can use download=True to download it; without a network, unpack "
                f"{self.url} to {os.fspath(self.root)}:\n{damage}"
            )

    def _check_integrity(self) -> bool:
        return all(check_integrity(self._path(name), md5) for name, md5 in [*self.train_list, *self.test_list])

    def download(self) -> None:
        """Fetch the archive and unpack it, unless all files are there."""
        if not self._check_integrity():
            download_and_extract_archive(self.url, self.root, filename=self.filename, md5=self.tgz_md5)
