"""What is compiled under torch runs as it is here: the same results, the same names, and one warning."""

from __future__ import annotations

import copy
import io
import warnings

import pytest

import backlight
import backlight.torch as torch
from backlight import nn
from backlight.compile import compiling, saying
from backlight.compile.compiling import OptimizedModule


@pytest.fixture(autouse=True)
def said(monkeypatch):
    """The warning is said already, but for the tests that ask for it."""
    monkeypatch.setattr(saying, "_said", True)


def double(x):
    return x * 2


@pytest.mark.parametrize("how", [torch.compile, torch.compile(mode="reduce-overhead"), backlight.compile])
def test_a_function_comes_back(how):
    assert how(double)(backlight.tensor(3.0)).item() == 6.0


def test_a_module_trains_the_same():
    losses = []
    for compiled in (False, True):
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
        model = torch.compile(model, fullgraph=True) if compiled else model
        optimizer = backlight.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(5):
            optimizer.zero_grad()
            loss = model(backlight.ones(2, 3)).square().mean()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())

    assert losses[0] == losses[1]


def test_the_state_of_a_compiled_module_stands_under_its_name():
    model = nn.Linear(2, 1)
    compiled = torch.compile(model)

    assert list(compiled.state_dict()) == ["_orig_mod.weight", "_orig_mod.bias"]
    assert compiled.weight is model.weight
    assert repr(compiled) == f"OptimizedModule(\n  (_orig_mod): {model!r}\n)"


def test_what_is_set_on_a_compiled_module_is_set_on_the_module():
    model = nn.Sequential(nn.Linear(2, 1))
    compiled = torch.compile(model)
    compiled.note = 3
    compiled.eval()

    assert (model.note, model.training, compiled.training, len(compiled)) == (3, False, False, 1)
    with pytest.raises(AttributeError, match="'Sequential' object has no attribute 'nope'"):
        compiled.nope  # noqa: B018


def test_a_copy_of_a_compiled_module_is_one():
    twin = copy.deepcopy(torch.compile(nn.Linear(2, 1)))

    assert isinstance(twin, OptimizedModule)
    assert twin(backlight.ones(1, 2)).shape == (1, 1)


def test_the_warning_is_given_once(monkeypatch):
    monkeypatch.setattr(saying, "_said", False)
    with pytest.warns(UserWarning, match="does not compile"):
        torch.compile(double)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        torch.jit.script(double)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mode": "default", "options": {"a": 1}}, "Either mode or options"),
        ({"mode": "fast"}, "Unrecognized mode=fast"),
        ({"backend": "nope"}, "Invalid backend: 'nope'"),
    ],
)
def test_what_torch_does_not_know_is_told(options, message):
    with pytest.raises(RuntimeError, match=message):
        torch.compile(double, **options)


def test_a_registered_backend_can_be_named(monkeypatch):
    monkeypatch.setattr(compiling, "_own", {})
    torch._dynamo.register_backend(lambda graph, inputs: graph, name="mine")

    assert torch.compile(double, backend="mine")(2) == 4
    assert "mine" in torch.compiler.list_backends()


def test_a_scripted_module_shares_the_parameters_and_not_the_mode():
    model = nn.Sequential(nn.Linear(2, 2), nn.Dropout())
    scripted = torch.jit.script(model)
    scripted.eval()

    assert isinstance(scripted, torch.jit.ScriptModule)
    assert list(scripted.state_dict()) == list(model.state_dict())
    assert scripted[0].weight is model[0].weight
    assert (model.training, model[1].training, scripted[1].training) == (True, True, False)
    assert repr(scripted).splitlines()[1:3] == [
        "  original_name=Sequential",
        "  (0): RecursiveScriptModule(original_name=Linear)",
    ]


def test_a_trace_runs_once_on_the_example():
    seen = []
    traced = torch.jit.trace(lambda x: seen.append(x.item()) or x + 1, backlight.tensor(1.0))

    assert traced(backlight.tensor(2.0)).item() == 3.0
    assert seen == [1.0, 2.0]


def test_a_module_may_be_written_as_a_script_module():
    class Net(torch.jit.ScriptModule):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 1)

        @torch.jit.script_method
        def forward(self, x):
            return self.layer(x)

    assert Net()(backlight.ones(1, 2)).shape == (1, 1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: torch.jit.script(nn.ReLU()).save("x.pt"),
        lambda: torch.jit.save(torch.jit.script(nn.ReLU()), io.BytesIO()),
        lambda: torch.jit.load(io.BytesIO()),
        lambda: torch.jit.script(double).graph,
        lambda: torch.jit.script(nn.ReLU()).code,
        lambda: torch._dynamo.explain(double),
        lambda: torch._dynamo.export(double),
    ],
)
def test_what_needs_a_compiled_program_is_refused(call):
    with pytest.raises(NotImplementedError, match="backlight has no compiled programs"):
        call()


def test_only_a_scripted_module_in_eval_mode_can_be_frozen():
    scripted = torch.jit.script(nn.ReLU())
    with pytest.raises(RuntimeError, match="expects a ScriptModule"):
        torch.jit.freeze(nn.ReLU())
    with pytest.raises(RuntimeError, match="eval mode"):
        torch.jit.freeze(scripted)

    assert torch.jit.freeze(scripted.eval()) is scripted


@torch.jit.ignore
def plain(x):
    return x


@torch.jit.ignore(drop=True)
def dropped(x):
    return x


@torch.compiler.disable
def disabled(x):
    return x


@torch._dynamo.disable(recursive=False)
def disabled_too(x):
    return x


@torch.compiler.set_stance("force_eager")
def eager(x):
    return x


@pytest.mark.parametrize("function", [plain, dropped, disabled, disabled_too, eager, torch.jit.unused(double)])
def test_marks_leave_functions_as_they_are(function):
    assert function.__name__ in ("plain", "dropped", "disabled", "disabled_too", "eager", "double")


def test_nothing_is_being_compiled():
    asked = torch.jit.is_scripting, torch.jit.is_tracing, torch.compiler.is_compiling, torch._dynamo.is_compiling

    assert [ask() for ask in asked] == [False] * 4


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (3, int, True),
        ([1, 2], list[int], True),
        ([1, "a"], list[int], False),
        ({"a": 1.0}, dict[str, float], True),
        ((1, "a"), tuple[int, str], True),
        (None, int | None, True),
    ],
)
def test_isinstance_looks_into_containers(value, kind, expected):
    assert torch.jit.isinstance(value, kind) is expected


def test_a_function_of_arrays_takes_tensors():
    import numpy as np

    assert torch.compiler.wrap_numpy(lambda x: np.sort(x))(backlight.tensor([2, 1])).tolist() == [1, 2]


def test_futures_hold_what_came():
    future = torch.jit.fork(double, 4)
    late = torch.futures.Future()
    all_of_them = torch.futures.collect_all([future, late])
    following = late.then(lambda f: f.value() + 1)
    late.set_result(1)

    assert (torch.jit.wait(future), following.wait()) == (8, 2)
    assert torch.futures.wait_all(all_of_them.wait()) == [8, 1]


def test_settings_of_the_compiler_keep_what_is_set(monkeypatch):
    monkeypatch.setattr(torch._dynamo.config, "suppress_errors", True)

    assert torch._dynamo.config.suppress_errors
    torch._dynamo.reset()
