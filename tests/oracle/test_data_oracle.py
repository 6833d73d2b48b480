"""Loading of data under torch and here: the same batches, the same stream of random numbers after them."""

import collections
import functools
import random
import types
import warnings

import numpy as np
import pytest

import backlight.torch
import backlight.torch.utils.data

torch = pytest.importorskip("torch")
pytest.importorskip("torch.utils.data")

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
Point = collections.namedtuple("Point", "x y")


def text(value):
    """A value with the types and dtypes in it; those of torch and of backlight have the same names."""
    if type(value).__name__ in ("Tensor", "Parameter"):
        return f"{value.dtype}{tuple(value.shape)}{value.tolist()}"
    if isinstance(value, collections.abc.Mapping):
        return f"{type(value).__name__}({', '.join(f'{key!r}: {text(value[key])}' for key in value)})"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({', '.join(map(text, value))})"
    return repr(value)


def outcome(program, t):
    """What a program gives and leaves behind in the stream; or the class of its error."""
    t.manual_seed(3)
    try:
        given = text(program(t, t.utils.data))
    except Exception as error:
        return type(error).__name__
    return given, t.rand(2).tolist()


def same(program):
    expected = outcome(program, torch)

    assert outcome(program, backlight.torch) == expected
    return expected


def rows(t, d, n=23):
    return d.TensorDataset(t.arange(2.0 * n).reshape(n, 2), t.arange(n))


class Letters:
    """A dataset that is only a sequence, with samples of many kinds."""

    def __len__(self):
        return 9

    def __getitem__(self, i):
        if i >= 9:
            raise IndexError(i)
        return {"n": i, "x": i / 2, "a": np.full(2, i, np.float32), "s": "abcdefghi"[i], "p": Point(i, (i, True))}


def streams(d, worker_share):
    class Stream(d.IterableDataset):
        def __iter__(self):
            info = d.get_worker_info()
            step, start = (info.num_workers, info.id) if info and worker_share else (1, 0)
            return iter(range(start, 10, step))

        def __len__(self):
            return 10

    return Stream()


LOADERS = {
    "in order": lambda t, d: d.DataLoader(rows(t, d), 4),
    "one by one": lambda t, d: d.DataLoader(rows(t, d)),
    "shuffled": lambda t, d: d.DataLoader(rows(t, d), batch_size=5, shuffle=True),
    "shuffled, last dropped": lambda t, d: d.DataLoader(rows(t, d), batch_size=5, shuffle=True, drop_last=True),
    "own generator": lambda t, d: d.DataLoader(rows(t, d), 4, True, generator=t.Generator().manual_seed(8)),
    "no batches": lambda t, d: d.DataLoader(rows(t, d), batch_size=None, shuffle=True),
    "no batches of arrays": lambda t, d: d.DataLoader(Letters(), batch_size=None),
    "many kinds": lambda t, d: d.DataLoader(Letters(), batch_size=4, shuffle=True),
    "subset": lambda t, d: d.DataLoader(d.Subset(rows(t, d), [3, 1, 4, 1]), batch_size=3),
    "concatenated": lambda t, d: d.DataLoader(rows(t, d, 3) + rows(t, d, 4), batch_size=3, shuffle=True),
    "stacked": lambda t, d: d.DataLoader(d.StackDataset(range(5), rows(t, d, 5)), batch_size=2, shuffle=True),
    "stacked by name": lambda t, d: d.DataLoader(d.StackDataset(a=range(5), b=rows(t, d, 5)), batch_size=2),
    "weighted": lambda t, d: d.DataLoader(rows(t, d, 3), 4, sampler=d.WeightedRandomSampler([0.1, 2, 1], 9)),
    "with replacement": lambda t, d: d.DataLoader(rows(t, d), 40, sampler=d.RandomSampler(range(23), True, 90)),
    "more than all": lambda t, d: d.DataLoader(rows(t, d), 9, sampler=d.RandomSampler(range(7), num_samples=17)),
    "random subset": lambda t, d: d.DataLoader(rows(t, d), 2, sampler=d.SubsetRandomSampler([5, 7, 9, 11])),
    "own batches": lambda t, d: d.DataLoader(rows(t, d), batch_sampler=[[0, 1], [5], [2, 2, 2]]),
    "own order": lambda t, d: d.DataLoader(rows(t, d), sampler=[9, 2, 4], batch_size=2),
    "own collation": lambda t, d: d.DataLoader(range(7), 3, collate_fn=lambda batch: (t.rand(2), batch)),
    "stream": lambda t, d: d.DataLoader(streams(d, False), batch_size=4),
    "stream, last dropped": lambda t, d: d.DataLoader(streams(d, False), batch_size=4, drop_last=True),
    "stream, no batches": lambda t, d: d.DataLoader(streams(d, False), batch_size=None),
    "two streams": lambda t, d: d.DataLoader(streams(d, False) + streams(d, False), batch_size=4),
    "grad": lambda t, d: d.DataLoader(d.TensorDataset(t.ones(4, 2, requires_grad=True)), 2),
}


@pytest.mark.parametrize("name", LOADERS)
def test_two_passes_give_the_batches_of_torch(name):
    def program(t, d):
        loader = LOADERS[name](t, d)
        return [len(loader), list(loader), t.rand(1), list(loader)]

    assert len(same(program)) == 2


@pytest.mark.parametrize("name", [name for name in LOADERS if name not in ("grad", "own collation")])
def test_two_workers_give_the_batches_of_torch(name):
    def program(t, d):
        with_workers = functools.partial(d.DataLoader, num_workers=2, timeout=60)
        loader = LOADERS[name](t, types.SimpleNamespace(**{**vars(d), "DataLoader": with_workers}))
        return [loader.num_workers, list(loader), t.rand(1)]

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Length of IterableDataset")
        assert len(same(program)) == 2


SAMPLERS = {
    "sequential": lambda t, d: d.SequentialSampler(range(5)),
    "random": lambda t, d: d.RandomSampler(range(11)),
    "random, own generator": lambda t, d: d.RandomSampler(range(11), generator=t.Generator().manual_seed(4)),
    "random, some": lambda t, d: d.RandomSampler(range(11), num_samples=4),
    "random, more than all": lambda t, d: d.RandomSampler(range(11), num_samples=30),
    "random, replaced": lambda t, d: d.RandomSampler(range(11), replacement=True),
    "random, many replaced": lambda t, d: d.RandomSampler(range(11), replacement=True, num_samples=70),
    "random, of one": lambda t, d: d.RandomSampler([7]),
    "subset": lambda t, d: d.SubsetRandomSampler([3, 1, 4, 1, 5]),
    "subset of a tensor": lambda t, d: d.SubsetRandomSampler(t.arange(6), generator=t.Generator().manual_seed(1)),
    "empty subset": lambda t, d: d.SubsetRandomSampler([]),
    "weighted": lambda t, d: d.WeightedRandomSampler([0.1, 0.9, 0.4, 0.7, 3.0, 0.6], 5, replacement=True),
    "weighted, each once": lambda t, d: d.WeightedRandomSampler([0.9, 0.4, 0.05, 0.2, 0.3, 0.1], 5, False),
    "weighted, a tensor": lambda t, d: d.WeightedRandomSampler(t.tensor([0.0, 1.0, 2.0, 0.0]), 12),
    "weighted, own generator": lambda t, d: d.WeightedRandomSampler([1, 2], 9, generator=t.Generator().manual_seed(2)),
    "batches": lambda t, d: d.BatchSampler(d.SequentialSampler(range(10)), 3, False),
    "whole batches": lambda t, d: d.BatchSampler(d.SequentialSampler(range(10)), 3, True),
    "random batches": lambda t, d: d.BatchSampler(d.RandomSampler(range(10)), batch_size=4, drop_last=False),
    "batches of a list": lambda t, d: d.BatchSampler([5, 6, 7, 8], 3, False),
    "batches of a generator": lambda t, d: list(d.BatchSampler((i for i in range(5)), 2, False)),
    "too large batches": lambda t, d: d.BatchSampler(range(3), 9, True),
    "batches of weights": lambda t, d: d.BatchSampler(d.WeightedRandomSampler([1.0, 2, 3], 7), 2, True),
}


@pytest.mark.parametrize("name", SAMPLERS)
def test_samplers_draw_what_torch_draws(name):
    def program(t, d):
        sampler = SAMPLERS[name](t, d)
        return [len(sampler), list(sampler), list(sampler), t.randint(9, (2,))]

    assert len(same(program)) == 2


def test_a_shuffled_loader_and_its_sampler_draw_alike_in_a_program():
    def program(t, d):
        parts = d.random_split(rows(t, d), [0.7, 0.3])
        train = d.DataLoader(parts[0], batch_size=4, shuffle=True, drop_last=True)
        test = d.DataLoader(parts[1], batch_size=4)
        found = []
        for _ in range(3):
            found += [[y for _, y in train], t.randn(2), t.randperm(5), [y for _, y in test]]
        return found

    assert len(same(program)) == 2


WORKERS = {
    "map": lambda t, d, **o: d.DataLoader(rows(t, d), 4, True, num_workers=2, **o),
    "persistent": lambda t, d, **o: d.DataLoader(rows(t, d), 4, True, num_workers=2, persistent_workers=True, **o),
    "prefetch": lambda t, d, **o: d.DataLoader(Letters(), 2, num_workers=1, prefetch_factor=5, **o),
    "stream shared": lambda t, d, **o: d.DataLoader(streams(d, True), 3, num_workers=2, **o),
    "stream twice": lambda t, d, **o: d.DataLoader(streams(d, False), 3, num_workers=2, **o),
    "stream persistent": lambda t, d, **o: d.DataLoader(
        streams(d, True), 3, num_workers=2, persistent_workers=True, **o
    ),
    "random": lambda t, d, **o: d.DataLoader(
        range(6),
        2,
        num_workers=2,
        collate_fn=lambda b: (b, t.rand(2), random.random(), np.random.rand(), d.get_worker_info().seed),
        **o,
    ),
}


@pytest.mark.parametrize("name", WORKERS)
def test_workers_give_the_batches_and_draws_of_torch(name):
    def program(t, d):
        loader = WORKERS[name](t, d, timeout=60)
        return [len(loader), list(loader), t.rand(1), next(iter(loader)), list(loader)]

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Length of IterableDataset")
        assert len(same(program)) == 2


SPLITS = [(10, [3, 7]), (10, [0.3, 0.3, 0.4]), (7, [0.5, 0.5]), (10, [1.0]), (10, [4, 4]), (10, [0.5, 0.4]), (9, [9])]


@pytest.mark.parametrize(("size", "lengths"), SPLITS)
def test_a_split_is_that_of_torch(size, lengths):
    same(lambda t, d: [part.indices for part in d.random_split(range(size), lengths)])
    same(lambda t, d: [p.indices for p in d.random_split(range(size), lengths, t.Generator().manual_seed(42))])


@pytest.mark.parametrize("size", [1, 5, 8, 23])
@pytest.mark.parametrize("options", [{}, {"shuffle": False}, {"drop_last": True}, {"seed": 4}])
def test_the_shares_of_processes_are_those_of_torch(size, options):
    def program(t, d):
        samplers = [d.DistributedSampler(range(size), 4, rank, **options) for rank in range(4)]
        first = [[len(s), list(s)] for s in samplers]
        samplers[0].set_epoch(3)
        return first, list(samplers[0])

    same(program)


BATCHES = {
    "floats": lambda t: [1.5, 2.5],
    "ints": lambda t: [1, 2],
    "bools": lambda t: [True, False],
    "strings": lambda t: ["a", "b"],
    "bytes": lambda t: [b"a", b"b"],
    "tensors": lambda t: [t.ones(2), t.zeros(2)],
    "numbers in tensors": lambda t: [t.tensor(1), t.tensor(2)],
    "different shapes": lambda t: [t.ones(2), t.zeros(3)],
    "arrays": lambda t: [np.ones((2, 1)), np.zeros((2, 1))],
    "float32 numbers": lambda t: [np.float32(1.5), np.float32(2)],
    "float64 numbers": lambda t: [np.float64(1.5), np.float64(2)],
    "int numbers": lambda t: [np.int32(1), np.int32(2)],
    "bool numbers": lambda t: [np.bool_(1), np.bool_(0)],
    "strings of NumPy": lambda t: [np.str_("a"), np.str_("b")],
    "arrays of strings": lambda t: [np.array(["a"]), np.array(["b"])],
    "dicts": lambda t: [{"a": 1, "b": [1, 2]}, {"a": 2, "b": [3, 4]}],
    "ordered dicts": lambda t: [collections.OrderedDict(b=1, a=2.0)] * 3,
    "default dicts": lambda t: [collections.defaultdict(int, b=1)] * 2,
    "read-only mappings": lambda t: [types.MappingProxyType({"a": 1})] * 2,
    "missing key": lambda t: [{"a": 1}, {"b": 1}],
    "points": lambda t: [Point(1, 2.0), Point(3, 4.0)],
    "tuples": lambda t: [(1, "a"), (2, "b")],
    "lists": lambda t: [[1, "a"], [2, "b"]],
    "ranges": lambda t: [range(2), range(2)],
    "deques": lambda t: [collections.deque([1, 2])] * 2,
    "uneven": lambda t: [[1, 2], [3]],
    "nothing": lambda t: [],
    "None": lambda t: [None, None],
    "sets": lambda t: [{1}, {2}],
    "object": lambda t: [object()],
    "mixed numbers": lambda t: [1, 2.5],
    "parameters": lambda t: [t.nn.Parameter(t.ones(1))] * 2,
    "nested": lambda t: [{"x": (t.ones(2), [1, {"y": "a", "z": (1.5, 2)}]), "p": Point(t.zeros(1), [True])}] * 2,
    "deep lists": lambda t: [[[[1], [2.5]], [["a"], [b"b"]]], [[[3], [4.5]], [["c"], [b"d"]]]],
    "dicts of arrays": lambda t: [
        {"a": np.arange(3), "b": {"c": np.float32(1)}},
        {"a": np.arange(3), "b": {"c": np.float32(2)}},
    ],
    "tuples of dicts": lambda t: [({"a": 1}, {"b": [1.0]}), ({"a": 2}, {"b": [2.0]})],
    "points of points": lambda t: [Point(Point(1, 2), "u"), Point(Point(3, 4), "v")],
    "mixed dtypes": lambda t: [t.ones(2), t.ones(2, dtype=t.int64)],
    "ints and tensors": lambda t: [t.tensor(1), 2],
    "half": lambda t: [t.ones(2, dtype=t.float16), t.ones(2, dtype=t.float16)],
    "bool tensors": lambda t: [t.tensor([True]), t.tensor([False])],
    "empty tensors": lambda t: [t.ones(0, 3), t.ones(0, 3)],
    "complex numbers": lambda t: [1j, 2 + 1j],
    "uneven inside": lambda t: [{"a": [1, 2]}, {"a": [3]}],
    "None inside": lambda t: [{"a": None}, {"a": None}],
    "arrays of objects": lambda t: [np.array([None, 1], dtype=object)] * 2,
    "big ints": lambda t: [2**40, 2**41],
}


@pytest.mark.parametrize("name", BATCHES)
def test_samples_are_collated_and_converted_as_in_torch(name):
    same(lambda t, d: d.default_collate(BATCHES[name](t)))
    if name != "object":
        same(lambda t, d: d.default_convert(BATCHES[name](t)))


def test_a_table_of_ones_own_collates_as_in_torch():
    def program(t, d):
        collate = d._utils.collate.collate
        table = {tuple: lambda batch, *, collate_fn_map=None: ["tuples", *batch], int: lambda b, **_: sum(b)}
        return collate([(1, 2), (3, 4)], collate_fn_map=table), collate([[1, 2], [3, 4]], collate_fn_map=table)

    same(program)


MISTAKES = {
    "workers": lambda t, d: d.DataLoader([1], num_workers=-1),
    "timeout": lambda t, d: d.DataLoader([1], timeout=-1),
    "timeout alone": lambda t, d: list(d.DataLoader([1], timeout=1)),
    "prefetch": lambda t, d: d.DataLoader([1], prefetch_factor=2),
    "prefetch below 0": lambda t, d: d.DataLoader([1], num_workers=1, prefetch_factor=-2),
    "persistent": lambda t, d: d.DataLoader([1], persistent_workers=True),
    "sampler and shuffle": lambda t, d: d.DataLoader([1], shuffle=True, sampler=[0]),
    "batch sampler and size": lambda t, d: d.DataLoader([1], 2, batch_sampler=[[0]]),
    "drop without batches": lambda t, d: d.DataLoader([1], None, drop_last=True),
    "empty and shuffled": lambda t, d: d.DataLoader([], shuffle=True),
    "batch size 0": lambda t, d: d.DataLoader([1], 0),
    "batch size bool": lambda t, d: d.DataLoader([1], True),
    "drop_last 1": lambda t, d: d.DataLoader([1], 2, drop_last=1),
    "stream shuffled": lambda t, d: d.DataLoader(streams(d, False), shuffle=True),
    "stream with sampler": lambda t, d: d.DataLoader(streams(d, False), sampler=[1]),
    "stream with batch sampler": lambda t, d: d.DataLoader(streams(d, False), batch_sampler=[[1]]),
    "context alone": lambda t, d: d.DataLoader([1], multiprocessing_context="fork"),
    "context unknown": lambda t, d: d.DataLoader([1], num_workers=1, multiprocessing_context="spoon"),
    "context of a kind": lambda t, d: d.DataLoader([1], num_workers=1, multiprocessing_context=3),
    "set later": lambda t, d: setattr(d.DataLoader([1]), "batch_size", 3),
    "sizes": lambda t, d: d.TensorDataset(t.ones(2), t.ones(3)),
    "no datasets": lambda t, d: d.ConcatDataset([]),
    "concatenated streams": lambda t, d: d.ConcatDataset([streams(d, False)]),
    "chained sequences": lambda t, d: list(d.ChainDataset([[1]])),
    "beyond": lambda t, d: d.ConcatDataset([[1], [2]])[-3],
    "nothing stacked": lambda t, d: d.StackDataset(),
    "stacked both ways": lambda t, d: d.StackDataset([1], a=[1]),
    "stacked lengths": lambda t, d: d.StackDataset([1], [1, 2]),
    "bare dataset": lambda t, d: d.Dataset()[0],
    "bare length": lambda t, d: len(d.Dataset()),
    "bare stream": lambda t, d: d.IterableDataset(),
    "bare sampler": lambda t, d: iter(d.Sampler()),
    "sampler with data": lambda t, d: d.Sampler([1]),
    "samples 0": lambda t, d: d.RandomSampler([1], num_samples=0),
    "replacement": lambda t, d: d.RandomSampler([1], replacement=1),
    "samples below 0": lambda t, d: d.RandomSampler([1], num_samples=-1),
    "samples half": lambda t, d: d.RandomSampler([1], num_samples=1.5),
    "random of nothing": lambda t, d: d.RandomSampler([]),
    "batches of 0": lambda t, d: d.BatchSampler(range(3), 0, False),
    "batches of True": lambda t, d: d.BatchSampler(range(3), True, False),
    "batches of 1.5": lambda t, d: d.BatchSampler(range(3), 1.5, False),
    "drop_last None": lambda t, d: d.BatchSampler(range(3), 2, None),
    "weights none": lambda t, d: list(d.WeightedRandomSampler([0.0, 0.0], 1)),
    "weights below 0": lambda t, d: list(d.WeightedRandomSampler([-1.0, 2.0], 1)),
    "more than there are": lambda t, d: list(d.WeightedRandomSampler([1.0, 2.0], 3, replacement=False)),
    "weights count 0": lambda t, d: d.WeightedRandomSampler([1.0], 0),
    "split too long": lambda t, d: d.random_split(range(4), [3, 3]),
    "split too short": lambda t, d: d.random_split(range(4), [1, 1]),
    "split of shares above 1": lambda t, d: d.random_split(range(4), [0.7, 0.7]),
    "split below 0": lambda t, d: d.random_split(range(4), [-0.5, 1.5]),
    "index beyond": lambda t, d: list(d.DataLoader(rows(t, d), sampler=[99])),
    "generator of another kind": lambda t, d: list(d.DataLoader([1, 2], shuffle=True, generator=3)),
    "workers a text": lambda t, d: d.DataLoader([1], num_workers="2"),
    "collated objects": lambda t, d: list(d.DataLoader([object(), object()])),
    "nothing indexed": lambda t, d: list(d.DataLoader(3)),
    "weights": lambda t, d: d.WeightedRandomSampler([[1.0]], 1),
    "weights count": lambda t, d: d.WeightedRandomSampler([1.0], True),
    "weights replacement": lambda t, d: d.WeightedRandomSampler([1.0], 1, 1),
    "rank": lambda t, d: d.DistributedSampler([1], 2, 2),
    "no group": lambda t, d: d.DistributedSampler([1]),
    "pickled pass": lambda t, d: __import__("pickle").dumps(iter(d.DataLoader([1]))),
    "length of a generator": lambda t, d: len(d.DataLoader([1], sampler=iter([0]))),
    "half a subset": lambda t, d: type("Half", (d.Subset,), {"__getitem__": lambda self, i: i})([1], [0]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_raises_the_class_of_torch(name):
    assert isinstance(same(MISTAKES[name]), str)


@pytest.mark.parametrize("kind", [KeyError, ValueError, UnicodeError, UnicodeDecodeError, StopIteration, OSError])
@pytest.mark.parametrize("workers", [0, 1])
def test_what_a_dataset_raises_arrives_as_in_torch(kind, workers):
    class Broken:
        def __len__(self):
            return 3

        def __getitem__(self, i):
            if i == 1:
                raise UnicodeDecodeError("utf8", b"", 0, 1, "odd") if kind is UnicodeDecodeError else kind("broken")
            return i

    def program(t, d):
        passes = iter(d.DataLoader(Broken(), num_workers=workers, timeout=60 * workers))
        first, error = next(passes), None
        try:
            next(passes)
        except Exception as caught:
            error = [type(caught).__name__, str(caught).splitlines()[:1]]
        return first, error, next(passes)

    same(program)
