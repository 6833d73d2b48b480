"""Data pipes in both libraries: the same lines give the same items in the same order, or both raise."""

from __future__ import annotations

from importlib import import_module

import pytest

import backlight.torch

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.filterwarnings("ignore")

LINES = """
list(I(range(5)).map(lambda x: x + 1))
list(I([(1, 2, 3), (4, 5, 6)]).map(lambda x: -x, input_col=1))
list(I([(1, 2, 3), (4, 5, 6)]).map(lambda x, y: x + y, input_col=[0, 2]))
list(I([[1, 2, 3]]).map(lambda x: -x, input_col=1, output_col=-1))
list(I([{"a": 1}]).map(lambda x: -x, input_col="a", output_col="b"))
list(I(range(9)).filter(lambda x: x % 3 == 0))
list(I([(1, 2), (2, 1)]).filter(lambda x, y: x < y, input_col=[0, 1]))
list(I(range(7)).batch(3)), len(I(range(7)).batch(3)), len(I(range(7)).batch(3, drop_last=True))
[type(b).__name__ for b in I(range(7)).batch(3, True)]
list(I(range(7)).batch(2).batch(2).unbatch()), list(I(range(7)).batch(2).batch(2).unbatch(unbatch_level=-1))
list(I(range(20)).shuffle()), list(I(range(20)).shuffle(buffer_size=3))
list(I(range(20)).shuffle().set_seed(3)), list(I(range(20)).shuffle().set_shuffle(False))
list(I(range(8)).batch(2).shuffle(unbatch_level=1))
list(I(range(3)).concat(I(range(2)))), len(I(range(3)).concat(I(range(2))))
list(I(range(3)).zip(I("abcd"))), list(I(range(3)).mux(I("abcd"), I("xy"))), len(I(range(3)).mux(I("ab")))
[x.tolist() for x in I(range(7)).batch(3).collate()]
list(I(range(6)).sharding_filter())
list(D.datapipes.iter.Sampler(I(range(4))))
[list(p) for p in [I(range(4)).shuffle()] for _ in range(3)]
repr(I(range(2)).map(len)), len(I([1, 2]).shuffle())
[x.tolist() for x in L(I(range(9)).shuffle(), batch_size=4)]
[x.tolist() for x in L(I(range(9)).shuffle().map(lambda x: 2 * x).shuffle(buffer_size=3), batch_size=4, shuffle=False)]
[[x.tolist() for x in l] for l in [L(I(range(9)), batch_size=4, shuffle=True)] for _ in range(2)]
[torch.rand(1).item() for l in [L(I(range(3)).shuffle())] for x in l]
list(M([3, 1, 2]).map(lambda x: -x)), len(M([3, 1]).map())
[M(range(7)).batch(3)[i] for i in range(3)], len(M(range(7)).batch(3, drop_last=True))
list(M(range(9)).shuffle()), list(M(range(9)).shuffle().set_seed(1)), list(M(range(9)).shuffle().set_shuffle(False))
[M(range(3)).concat(M(range(2)))[i] for i in range(5)], [M(range(3)).zip(M("ab"))[i] for i in range(2)]
[x.tolist() for x in L(M(range(5)).map(lambda x: x + 1), batch_size=2, shuffle=True)]
I(range(3)).none
I(range(3)).batch(0)
list(I(range(3)).filter(lambda x: x))
len(I(range(3)).filter(lambda x: True))
I(range(3)).map(len, output_col=1)
list(I(range(3)).unbatch())
I(range(3)).zip(3)
M(range(3)).concat(3)
M(range(3)).batch(2)[2]
D.functional_datapipe("map")(type("P", (D.IterDataPipe,), {}))
[(next(a), next(b), next(a)) for p in [I(range(3))] for a in [iter(p)] for b in [iter(p)]]
"""


def run(library, line):
    data = import_module(f"{library.__name__}.utils.data")
    import_module(f"{library.__name__}.utils.data.datapipes.iter")
    pipes = data.datapipes
    library.manual_seed(0)
    known = {
        "torch": library, "D": data, "L": data.DataLoader,
        "I": pipes.iter.IterableWrapper, "M": pipes.map.SequenceWrapper,
    }  # fmt: skip
    try:
        return eval(line, known)
    except Exception as error:
        return type(error)


@pytest.mark.parametrize("line", LINES.strip().splitlines())
def test_lines_give_the_same(line):
    assert run(backlight.torch, line) == run(torch, line)
