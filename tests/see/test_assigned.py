"""The names of variables that are gone when backward runs, read from the bytecode of the function that had them."""

from __future__ import annotations

import backlight
from backlight import nn
from backlight.see.record import Recording, record_of


def names(program):
    """(label, name) of all operations that a program records and differentiates."""
    with Recording() as recording:
        program().backward()
    nodes = record_of(recording)["graphs"][0]["nodes"]
    return [(node["label"], node["name"]) for node in nodes if node["kind"] in ("operation", "result", "several")]


def leaf(*shape):
    return backlight.ones(*shape, requires_grad=True)


def test_a_variable_of_a_function_that_has_returned():
    def forward(x):
        scaled = x * 2
        squared = scaled**2
        return squared.sum()

    assert names(lambda: forward(leaf(3))) == [("×", "scaled"), ("x²", "squared"), ("Σ", "")]


def test_a_variable_that_is_bound_again_names_each_of_its_values():
    def forward(x):
        h = x.exp()
        h = h.sin()
        h += 1
        return h.sum()

    assert names(lambda: forward(leaf(3)))[:3] == [("exp", "h"), ("sin", "h"), ("+", "h")]


def test_outputs_that_are_unpacked():
    def forward(x):
        first, second, _ = x.split(1)
        return (first * second).sum()

    found = names(lambda: forward(leaf(3)))
    assert [one for one in found if one[0].startswith("output")] == [("output 0", "first"), ("output 1", "second")]


def test_an_attribute():
    class Holder:
        def forward(self, x):
            self.hidden = x.exp()
            return self.hidden.sum()

    assert names(lambda: Holder().forward(leaf(3)))[0] == ("exp", "self.hidden")


def test_a_layer_that_records_several_operations_names_the_last():
    layer = nn.Linear(2, 2)

    def forward(x):
        hidden = layer(x)  # reshapes, multiplies, reshapes
        return hidden.sum()

    found = names(lambda: forward(backlight.ones(2, 3, 2)))
    assert [name for _, name in found] == [""] * (len(found) - 2) + ["hidden", ""]


def test_what_is_not_assigned_has_no_name():
    def forward(x):
        return (x.exp() + x.sin()).sum()

    assert [name for _, name in names(lambda: forward(leaf(3)))] == ["", "", "", ""]


def test_a_part_of_an_expression_has_no_name():
    def forward(x):
        y = x.exp() * 2
        return y.sum()

    assert names(lambda: forward(leaf(3))) == [("exp", ""), ("×", "y"), ("Σ", "")]


def test_a_loss_has_one_name_in_all_steps():
    def distance(x):
        error = (x * x).sum()
        return error

    x = leaf(3)
    with Recording(keep=4) as recording:
        for _ in range(20):
            distance(x).backward()

    assert [(loss["name"], len(loss["values"])) for loss in record_of(recording)["losses"]] == [("error", 20)]
