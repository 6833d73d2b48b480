"""The tables of coverage next to torch itself: which names it has, which keyword arguments its functions take."""

from __future__ import annotations

import inspect

import pytest

torch = pytest.importorskip("torch")

from backlight.coverage import evidence  # noqa: E402
from backlight.coverage.counting import accepted, find, has  # noqa: E402
from tests.oracle import torch_names  # noqa: E402


def test_a_name_is_marked_absent_exactly_where_torch_lacks_it():
    names, absent = evidence.names(), evidence.absent()

    assert {name for name in names if not torch_names.in_torch(name)} == absent
    assert {"torch.set_deterministic", "torch.nn.Conv2D"} <= absent


def test_every_counted_keyword_is_one_of_torchs():
    assert [pair for pair in evidence.keywords() if not torch_names.takes(*pair)] == []


# What is known to be open: names that torch has for positional arguments, and NumPy's words in rare functions.
OPEN = {
    *{("torch.heaviside", "values"), ("Tensor.heaviside", "values"), ("Tensor.heaviside_", "values")},
    *{("torch.cosine_similarity", "axis"), ("torch.gradient", "axis"), ("torch.norm_except_dim", "axis")},
    *{("torch.frobenius_norm", "axis"), ("torch.frobenius_norm", "keepdims"), ("torch.nuclear_norm", "axis")},
    *{("torch.nuclear_norm", "keepdims"), ("torch.pairwise_distance", "keepdims")},
    *{(f"{owner}.hash_tensor", word) for owner in ("torch", "Tensor") for word in ("axis", "keepdims")},
    *{(f"{owner}.ormqr", word) for owner in ("torch", "Tensor") for word in ("input2", "input3")},
    *{("torch.unsafe_split", "input"), ("torch.unsafe_split_with_sizes", "axis")},
    *{("Tensor.unsafe_split_with_sizes", "axis")},
}
# Keywords that torch's stubs name and its functions on the CPU do not take, or that belong to no user.
EXCUSED = {
    *{("torch.addmm", "out_dtype"), ("torch.baddbmm", "out_dtype"), ("torch.bmm", "out_dtype")},
    *{("torch.mm", "out_dtype"), ("torch.from_numpy", "ndarray"), ("torch.set_num_threads", "num")},
    *{("torch.set_num_interop_threads", "num"), ("Tensor.random_", "from_"), ("Tensor.random_", "to")},
    *{("torch.result_type", word) for word in ("scalar", "scalar1", "scalar2")},
    *{("Tensor.requires_grad_", "mode"), ("Tensor.uniform_", "from_"), ("Tensor.to", "tensor")},
}
OWNERS = {"torch": torch, "Tensor": torch.Tensor, "torch.nn.functional": torch.nn.functional}


def hands_on(function) -> bool:
    """Whether a function takes any keyword and hands it on to another."""
    if getattr(function, "__code__", None) is None or function.__code__.co_name in ("write", "either"):
        return False
    parameters = inspect.signature(function).parameters.values()
    return any(p.kind is p.VAR_KEYWORD and "Unpack" not in str(p.annotation) for p in parameters)


@pytest.mark.parametrize("owner", OWNERS)
def test_functions_take_every_keyword_that_torchs_stubs_name(owner):
    lacking = []
    for last in dir(OWNERS[owner]):
        name = f"{owner}.{last}"
        theirs = getattr(OWNERS[owner], last)
        if last.startswith("_") or isinstance(theirs, type) or not callable(theirs) or not has(name):
            continue
        taken = accepted(find(name))
        if name == "Tensor.new" or not taken - {"self"} or hands_on(find(name)):
            continue  # it does not say what it takes
        known = torch_names.keywords_of(name) - ({"out"} if owner == "Tensor" else set())
        lacking += [(name, word) for word in known - taken if (name, word) not in EXCUSED | OPEN]

    assert sorted(lacking) == []
