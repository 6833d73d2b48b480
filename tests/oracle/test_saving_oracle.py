"""Files between the libraries, both ways: what one wrote, the other loads as it would its own."""

from __future__ import annotations

import io
import pickle
from collections import Counter, OrderedDict

import pytest

import backlight.torch
import backlight.torch.nn
import backlight.torch.optim

torch = pytest.importorskip("torch")

BOTH_WAYS = pytest.mark.parametrize(
    ("writer", "reader"), [(torch, backlight.torch), (backlight.torch, torch)], ids=["from torch", "to torch"]
)
DTYPES = [
    "bfloat16", "bool", "complex128", "complex64", "float16", "float32", "float64", "int16", "int32", "int64", "int8",
    "uint16", "uint32", "uint64", "uint8",
]  # fmt: skip


def across(writer, reader, obj, legacy=False, **options):
    file = io.BytesIO()
    if legacy:
        writer.save(obj, file, _use_new_zipfile_serialization=False)
    else:
        writer.save(obj, file)
    file.seek(0)
    return reader.load(file, **options)


@BOTH_WAYS
@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        2**70,
        -0.5,
        1 + 2j,
        "ü",
        b"\x00\xff",
        bytearray(b"ab"),
        [1, (2, [3])],
        {"a": {1: 2}},
        {1, 2},
        OrderedDict(a=1),
        Counter("aab"),
    ],
    ids=repr,
)
def test_plain_values(writer, reader, value):
    found = across(writer, reader, value)

    assert found == value
    assert type(found) is type(value)


@BOTH_WAYS
@pytest.mark.parametrize("name", DTYPES)
def test_every_dtype(writer, reader, name):
    x = writer.tensor([0, 1, 2]).to(getattr(writer, name))
    found = across(writer, reader, x)

    assert found.dtype is getattr(reader, name)
    assert found.to(reader.complex128).tolist() == x.to(writer.complex128).tolist()


@BOTH_WAYS
@pytest.mark.parametrize("legacy", [False, True])
def test_views_share_memory(writer, reader, legacy):
    if legacy and writer is not torch:
        pytest.skip("backlight writes zip files alone")
    base = writer.arange(12.0).reshape(3, 4)
    parts = [base, base.t(), base[1:, ::2], base[2, 3], base[:0], base[1].expand(2, 4), writer.zeros(0)]
    found = across(writer, reader, parts, legacy)

    assert [x.stride() for x in found] == [x.stride() for x in parts]
    assert [x.storage_offset() for x in found] == [x.storage_offset() for x in parts]
    assert [x.tolist() for x in found] == [x.tolist() for x in parts]
    found[0][1, 2] = -1
    assert found[1][2, 1].item() == found[2][0, 1].item() == found[5][0, 2].item() == -1


@BOTH_WAYS
def test_what_is_in_memory_backwards_or_reordered(writer, reader):
    x = writer.arange(6.0).reshape(2, 3)
    for made in (
        x.flip(0),
        x.t().contiguous(),
        x.permute(1, 0),
        writer.randn(2, 3, 4, 5).to(memory_format=writer.channels_last),
    ):
        found = across(writer, reader, made)

        assert found.tolist() == made.tolist()
        assert found.stride() == made.stride()


@BOTH_WAYS
def test_other_objects_of_the_library(writer, reader):
    found = across(
        writer,
        reader,
        {
            "size": writer.Size([2, 3]),
            "dtype": writer.float16,
            "device": writer.device("cpu"),
            "parameter": writer.nn.Parameter(writer.ones(2), requires_grad=False),
            "leaf": writer.ones(2, requires_grad=True),
            "conjugate": writer.tensor([1 + 2j]).conj(),
        },
    )

    assert found["size"] == (2, 3)
    assert isinstance(found["size"], reader.Size)
    assert found["dtype"] is reader.float16
    assert found["device"] == reader.device("cpu")
    assert isinstance(found["parameter"], reader.nn.Parameter)
    assert not found["parameter"].requires_grad
    assert found["leaf"].requires_grad
    assert found["conjugate"].tolist() == [1 - 2j]


@BOTH_WAYS
def test_a_checkpoint_goes_on_with_the_same_numbers(writer, reader):
    def made(library):
        library.manual_seed(1)
        net = library.nn.Sequential(library.nn.Linear(3, 4), library.nn.BatchNorm1d(4), library.nn.Linear(4, 1))
        optimizer = library.optim.AdamW(net.parameters(), lr=0.05)
        return net, optimizer, library.optim.lr_scheduler.StepLR(optimizer, 3)

    def epochs(library, net, optimizer, scheduler, count):
        losses = []
        for i in range(count):
            x = library.arange(15.0).reshape(5, 3) / (i + 1)
            loss = ((net(x) - x.sum(1, keepdim=True)) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
            losses.append(loss.item())
        return losses

    first, second = made(writer), made(reader)
    epochs(writer, *first, 5)
    found = across(writer, reader, {"epoch": 5, "parts": [part.state_dict() for part in first]})
    for part, state in zip(second, found["parts"], strict=True):
        part.load_state_dict(state)

    assert epochs(reader, *second, 5) == pytest.approx(epochs(writer, *first, 5), rel=1e-4)


@BOTH_WAYS
@pytest.mark.parametrize(
    "line",
    ["Linear(2, 3)", "Sequential(nn.Conv2d(1, 2, 3), nn.ReLU())", "TransformerEncoderLayer(4, 2, 6)", "GRUCell(2, 3)"],
)
@pytest.mark.filterwarnings("ignore")
def test_whole_modules_that_are_trusted(writer, reader, line):
    net = eval("nn." + line, {"nn": writer.nn})
    found = across(writer, reader, net, weights_only=False)

    assert repr(found) == repr(net)
    assert isinstance(found, reader.nn.Module)
    assert [p.tolist() for p in found.parameters()] == [p.tolist() for p in net.parameters()]


class Foreign:
    pass


@BOTH_WAYS
def test_a_foreign_class_is_refused_by_both(writer, reader):
    with pytest.raises(
        pickle.UnpicklingError, match=r"Weights only load failed(.|\n)*GLOBAL \S*Foreign was not an allowed global"
    ):
        across(writer, reader, Foreign())
