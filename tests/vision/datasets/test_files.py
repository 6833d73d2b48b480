"""Fetching and unpacking: what arrives is whole or not there at all, and errors say what to do by hand."""

from __future__ import annotations

import hashlib
import io
import tarfile
import urllib.request
import zipfile
from urllib.error import URLError

import pytest

from backlight.vision.datasets.files import check_integrity, download_url, extract_archive, verify_str_arg
from backlight.vision.datasets.mnist import MNIST

URL = "https://example.org/files/some.bin"
DATA = b"some bytes"
MD5 = hashlib.md5(DATA).hexdigest()


@pytest.fixture
def network(monkeypatch):
    """A network of our own: what each address answers, and what was asked for."""
    answers, asked = {}, []

    def urlopen(request, timeout):
        asked.append(request.full_url)
        if request.full_url not in answers:
            raise URLError("no network")
        return io.BytesIO(answers[request.full_url])

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    return answers, asked


def test_a_file_is_fetched_once_and_checked(network, tmp_path):
    answers, asked = network
    answers[URL] = DATA
    for _ in range(2):
        download_url(URL, tmp_path / "deep", md5=MD5)

    assert (tmp_path / "deep" / "some.bin").read_bytes() == DATA
    assert asked == [URL]
    assert check_integrity(tmp_path / "deep" / "some.bin", MD5)


def test_without_a_network_the_error_says_what_to_fetch_and_where_to_put_it(network, tmp_path):
    with pytest.raises(RuntimeError) as told:
        download_url(URL, tmp_path, "other.bin")

    assert isinstance(told.value, URLError)
    assert URL in str(told.value) and str(tmp_path / "other.bin") in str(told.value) and "no network" in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_what_has_another_sum_does_not_arrive(network, tmp_path):
    network[0][URL] = b"an error page"
    (tmp_path / "some.bin").write_bytes(b"what was there")
    with pytest.raises(RuntimeError, match="corrupted"):
        download_url(URL, tmp_path, md5=MD5)

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"what was there"]


def test_addresses_of_the_machine_itself_are_not_read(tmp_path):
    with pytest.raises(RuntimeError, match="only http"):
        download_url("file:///etc/hostname", tmp_path)


def test_a_set_names_every_mirror_and_every_missing_file(network, tmp_path):
    with pytest.raises(RuntimeError) as told:
        MNIST(tmp_path, download=True)
    assert len(network[1]) == 2 and all(mirror in str(told.value) for mirror in MNIST.mirrors)
    assert str(tmp_path / "MNIST" / "raw" / "t10k-labels-idx1-ubyte") in str(told.value)

    with pytest.raises(RuntimeError, match="download=True") as told:
        MNIST(tmp_path)
    assert str(told.value).count("https://") == 4


def evil_tar(path, name, kind=tarfile.REGTYPE):
    with tarfile.open(path, "w") as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/hostname"
        archive.addfile(info)


def test_archives_stay_in_their_folder(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    evil_tar(inner / "a.tar", "../out")
    evil_tar(inner / "b.tar", "link", tarfile.SYMTYPE)
    with zipfile.ZipFile(inner / "c.zip", "w") as archive:
        archive.writestr("../out", b"")
    for name, told in (("a.tar", "outside"), ("b.tar", "link"), ("c.zip", "outside")):
        with pytest.raises(RuntimeError, match=told):
            extract_archive(inner / name)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.tar", "b.tar", "c.zip", "inner"]


@pytest.mark.parametrize("name", ["a.tar.gz", "a.zip", "a.gz", "a.xz", "a.tar"])
def test_damaged_archives_are_named(name, tmp_path):
    (tmp_path / name).write_bytes(b"rubbish" * 100)
    with pytest.raises(RuntimeError, match=name):
        extract_archive(tmp_path / name)

    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_words_are_checked():
    assert verify_str_arg("train", "split", ("train", "test")) == "train"
    with pytest.raises(ValueError, match="Valid values are"):
        verify_str_arg("valid", "split", ("train", "test"))
    with pytest.raises(ValueError, match="Expected type str"):
        verify_str_arg(1)
