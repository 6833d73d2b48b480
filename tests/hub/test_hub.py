"""Files from addresses: fetched whole, once, checked; and models from a folder."""

from __future__ import annotations

import hashlib
import sys
from types import SimpleNamespace
from urllib.error import URLError

import pytest

import backlight
from backlight import hub, nn
from backlight.hub import download
from backlight.torch.utils import model_zoo


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(download, "_chosen", str(tmp_path / "hub"))
    return tmp_path / "hub" / "checkpoints"


@pytest.fixture
def file(tmp_path):
    backlight.save({"w": backlight.ones(2)}, tmp_path / "w.pt")
    return tmp_path / "w.pt"


def test_the_folder_is_torchs(monkeypatch):
    monkeypatch.setattr(download, "_chosen", None)
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    monkeypatch.delenv("TORCH_HOME", raising=False)
    first = hub.get_dir()
    monkeypatch.setenv("TORCH_HOME", "/home/torch")

    assert (first, hub.get_dir()) == ("/cache/torch/hub", "/home/torch/hub")
    hub.set_dir("/elsewhere")
    assert hub.get_dir() == "/elsewhere"


def test_a_file_is_fetched_once(file, kept, capsys):
    first = hub.load_state_dict_from_url(file.as_uri(), progress=False)
    file.unlink()
    second = model_zoo.load_url(file.as_uri())

    assert first["w"].tolist() == second["w"].tolist() == [1.0, 1.0]
    assert capsys.readouterr() == (f'Downloading: "{file.as_uri()}" to {kept / "w.pt"}\n', "")


def test_progress_is_shown_on_stderr(file, tmp_path, capsys):
    hub.download_url_to_file(file.as_uri(), str(tmp_path / "copy.pt"))

    assert capsys.readouterr().err.endswith("100% of 0.0 MB\n")


def test_a_file_with_another_hash_is_not_kept(file, tmp_path):
    with pytest.raises(RuntimeError, match=r"invalid hash value \(expected \"00ff\""):
        hub.download_url_to_file(file.as_uri(), str(tmp_path / "copy.pt"), "00ff", progress=False)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["w.pt"]


def test_the_hash_is_read_from_the_name(file, kept):
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    name = f"w-{digest[:8]}.pt"
    hub.load_state_dict_from_url(file.as_uri(), progress=False, check_hash=True, file_name=name)

    assert (kept / name).exists()
    with pytest.raises(RuntimeError, match="invalid hash"):
        hub.load_state_dict_from_url(file.as_uri(), progress=False, check_hash=True, file_name="w-0123abcd.pt")


def test_an_address_that_cannot_be_read_names_itself_and_the_file(kept):
    with pytest.raises(URLError, match=r"no/such.pt cannot be read; a file put at .*such.pt by hand is used"):
        hub.load_state_dict_from_url("file:///no/such.pt", progress=False)

    assert list(kept.iterdir()) == []


HUBCONF = """
dependencies = ["numpy"]
import helper

def small(size, bias=True):
    "A layer."
    return helper.layer(size, bias)

def _hidden():
    pass
"""


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "hub" / "me_models_main"
    place.mkdir(parents=True)
    (place / "hubconf.py").write_text(HUBCONF)
    (place / "helper.py").write_text(
        "from backlight import nn\ndef layer(n, bias):\n    return nn.Linear(n, n, bias)\n"
    )
    return place


def test_a_folder_gives_its_model(folder):
    model = hub.load(folder, "small", 3, source="local", bias=False)

    assert isinstance(model, nn.Linear)
    assert (model.in_features, model.bias) == (3, None)


def test_what_torch_has_fetched_before_is_used(folder):
    assert hub.load("me/models", "small", 2).out_features == 2
    assert hub.help("me/models:main", "small") == "A layer."
    assert hub.list("me/models") == ["small"]


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda f: hub.load(f, "large", source="local"), RuntimeError, "Cannot find callable large in hubconf"),
        (lambda f: hub.load(f, "small", source="cloud"), ValueError, "Unknown source"),
        (lambda f: hub.load("me/other", "x"), NotImplementedError, "clone https://github.com/me/other"),
        (lambda f: hub.load(str(f), "small"), ValueError, "a folder needs source='local'"),
    ],
)
def test_what_cannot_be_loaded_is_told(folder, call, kind, message):
    with pytest.raises(kind, match=message):
        call(folder)


def test_a_missing_package_is_named(folder):
    (folder / "hubconf.py").write_text('dependencies = ["numpy", "no_such_package"]\ndef f():\n    pass\n')

    with pytest.raises(RuntimeError, match="Missing dependencies: no_such_package"):
        hub.load(folder, "f", source="local")


def test_the_progress_bar_is_that_of_tqdm(monkeypatch):
    import backlight.torch.hub as face

    monkeypatch.setitem(sys.modules, "tqdm", SimpleNamespace(tqdm="the bar"))

    assert face.tqdm == "the bar"
    assert "tqdm" not in face.__all__
