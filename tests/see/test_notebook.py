"""In a notebook: what each cell shows, the names of its variables, and the cells by their numbers."""

from __future__ import annotations

import pytest

CELLS = [
    "import backlight\nfrom backlight import nn\nw = backlight.tensor(2.0, requires_grad=True)\ny = w * w",
    "y.graph(backward=True)",
    "backlight.explain(y, w)",
    "backlight.why(w.grad)",
    """\
def train():
    backlight.manual_seed(0)
    model = nn.Linear(3, 1)
    optimizer = backlight.optim.SGD(model.parameters(), lr=0.1)
    x, t = backlight.randn(6, 3), backlight.randn(6, 1)
    with backlight.record() as r:
        for _ in range(5):
            optimizer.zero_grad()
            loss = ((model(x) - t) ** 2).mean()
            loss.backward()
            optimizer.step()
    return r
r = train()
r""",
    "r.plot_loss()",
    "r.report('report.html')\nimport json\nprint(json.dumps(r.data()))",
    "for step in y.backward_steps():\n    print(step)\nbacklight.why(w)",
    """\
model = nn.Linear(3, 2)
optimizer = backlight.optim.SGD(model.parameters(), lr=0.1)
with backlight.record(check=True) as r:
    for _ in range(5):
        p = model(backlight.randn(6, 3)).softmax(1)
        nn.functional.cross_entropy(p, backlight.tensor([0, 1] * 3)).backward()
        optimizer.step()
        optimizer.zero_grad()
print([(n["kind"], r.recording.places.text(n["place"])) for n in r.notices()])""",
    "z = (w - 1).log()\nwith backlight.record():\n    (z * (w - 2).log()).backward()\nbacklight.why(w)",
]


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What each cell showed: its text, and a dictionary by kind."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    resources = {"metadata": {"path": str(tmp_path_factory.mktemp("notebook"))}}
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=300, resources=resources).execute()
    return [
        (
            "".join([one["text"] for one in cell.outputs if one.output_type == "stream" and one.name == "stdout"]),
            {kind: data for one in cell.outputs if "data" in one for kind, data in one["data"].items()},
        )
        for cell in notebook.cells
    ]


def test_a_graph_is_a_picture_and_text(shown):
    _, data = shown[1]

    assert data["image/svg+xml"].startswith("<svg ")
    assert data["text/plain"].startswith("y: ×")


def test_an_explanation_is_a_formula_and_text(shown):
    _, data = shown[2]

    assert data["text/latex"].startswith("$$\\begin{aligned}\ny &= w \\times")
    assert data["text/plain"].endswith("= 2.0 + 2.0 = 4.0")


def test_why_reads_the_name_in_the_cell(shown):
    assert shown[3][1]["text/plain"].startswith("w.grad is None because there was no backward() yet from y")


def test_a_recording_shows_its_losses_and_its_last_graph_with_the_names_of_that_time(shown):
    _, data = shown[4]

    assert data["text/html"].count("<svg ") == 2
    for name in ("model.weight", "model.bias", ">x<", ">t<", ">loss<"):
        assert name in data["text/html"]
    assert data["text/plain"].startswith("<Recorded: 5 steps, loss ")


def test_a_curve_is_drawn(shown):
    assert shown[5][1]["text/plain"] == "<Axes: xlabel='step', ylabel='loss'>"


def test_a_record_names_the_cell_and_has_its_lines(shown):
    import json

    record = json.loads(shown[6][0])
    (file,) = record["files"]
    by_name = {node["name"]: node for node in record["graphs"][0]["nodes"] if node["name"]}

    assert (record["program"]["name"], record["program"]["arguments"]) == ("notebook", [])
    assert file["name"] == "In[5]"
    assert record["losses"][0]["place"][1] == 10
    assert by_name["loss"]["place"][1] == 9
    assert file["lines"]["9"] == "            loss = ((model(x) - t) ** 2).mean()"


def test_the_steps_of_a_backward_are_told(shown):
    text, data = shown[7]

    assert text.startswith("1  y: x × y = 4.0, grad 1.0")
    assert data["text/plain"].startswith("w.grad is 4.0; its graph was freed by backward()")


def test_a_place_is_a_cell_and_its_line(shown):
    assert "log(x) (In[10], line 3)" in shown[9][1]["text/plain"]


def test_mistakes_are_named_with_their_cell(shown):
    assert shown[8][0].strip() == "[('softmax_before_cross_entropy', 'In[9]:5')]"
