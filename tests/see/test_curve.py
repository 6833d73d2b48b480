import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.see.curve import loss_svg, losses_svg

SVG = "{http://www.w3.org/2000/svg}"


def parts(svg, tag, style):
    return [e for e in ElementTree.fromstring(svg).iter(SVG + tag) if e.get("class") == style]


def points(svg):
    """The runs of the curve, each a list of (x, y)."""
    return [
        [tuple(map(float, point.split())) for point in re.split("[ML]", path.get("d"))[1:]]
        for path in parts(svg, "path", "bl-curve")
        if "h" not in path.get("d")  # not the legend's
    ]


def labels(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_curve_goes_through_its_losses_in_order():
    (run,) = points(loss_svg([4.0, 2.0, 3.0, 0.0]))
    x, y = zip(*run, strict=True)

    assert np.diff(x) == pytest.approx([x[1] - x[0]] * 3, abs=0.02)
    assert (np.subtract(y, y[3]) / (y[0] - y[3])).tolist() == pytest.approx([1, 0.5, 0.75, 0], abs=1e-3)


def test_the_first_and_the_last_loss_are_written_at_the_curve():
    assert [text.text for text in parts(loss_svg([9.0, 4.0, 2.25]), "text", "bl-ink")] == ["9.0", "2.25"]


def test_no_losses_are_no_curve():
    svg = loss_svg([])

    assert "no losses yet" in labels(svg)
    assert points(svg) == []


def test_one_loss_is_a_dot():
    svg = loss_svg([3.5])

    assert points(svg) == []
    assert len(parts(svg, "circle", "bl-dot")) == 2  # the point, and the mark of the first value
    assert [text.text for text in parts(svg, "text", "bl-ink")] == ["3.5"]


def test_a_constant_loss_is_a_level_line():
    (run,) = points(loss_svg([2.0] * 5))

    assert len({y for _, y in run}) == 1
    assert "2.0" in labels(loss_svg([2.0] * 5))


def test_a_loss_that_is_not_finite_leaves_a_marked_gap():
    svg = loss_svg([3.0, 2.0, float("nan"), float("inf"), 1.0, 0.5])

    assert [len(run) for run in points(svg)] == [2, 2]
    assert len(parts(svg, "path", "bl-gap")) == 1
    assert "⚠ 2 not finite, first NaN at 2" in labels(svg)


def test_a_loss_between_two_gaps_is_still_seen():
    svg = loss_svg([1.0, np.nan, 2.0, np.nan, 1.0, 1.0])
    dots = parts(svg, "circle", "bl-dot")

    assert len({dot.get("cx") for dot in dots}) == 4


def test_only_nan_is_said():
    svg = loss_svg([np.nan] * 3)

    assert points(svg) == []
    assert "⚠ 3 not finite, first NaN at 0" in labels(svg)


@pytest.mark.parametrize(
    ("losses", "logarithmic"),
    [([100.5, 1.0], True), ([99.5, 1.0], False), ([100.5, 0.0], False), ([100.5, -1.0], False), ([], False)],
)
def test_the_scale_is_logarithmic_over_more_than_two_decades(losses, logarithmic):
    assert ("step (vertical scale: logarithmic)" in labels(loss_svg(losses))) is logarithmic


def test_on_a_logarithmic_scale_equal_ratios_are_equal_steps():
    (run,) = points(loss_svg([1000.0, 100.0, 10.0, 1.0]))
    steps = np.diff([y for _, y in run])

    assert steps.tolist() == pytest.approx([steps[0]] * 3, abs=0.02)


@pytest.mark.parametrize(
    ("losses", "ticks"),
    [
        ([0.0, 1.0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ([7.0, 3.0], ["0", "2", "4", "6"]),
        ([-5.0, 5.0], ["−4", "−2", "0", "2", "4"]),
        ([1e-6, 1e-1], ["10⁻⁶", "10⁻⁵", "10⁻⁴", "0.001", "0.01", "0.1"]),
        ([1000.001, 1000.002], ["1000.0010", "1000.0012", "1000.0014", "1000.0016", "1000.0018", "1000.0020"]),
    ],
)
def test_ticks_are_round_numbers(losses, ticks):
    svg = loss_svg(losses)

    assert [t.text for t in ElementTree.fromstring(svg).iter(f"{SVG}text") if t.get("text-anchor") == "end"] == ticks


def test_a_long_curve_is_thinned_without_losing_its_extremes():
    losses = np.sin(np.arange(50_000) / 1000) + 3
    losses[31_234], losses[8_765] = 9.0, -4.0
    (thin,) = points(loss_svg(losses))
    (spikes,) = points(loss_svg([9.0, -4.0]))
    y = [point[1] for point in thin]

    assert len(thin) < 1300
    assert (min(y), max(y)) == (spikes[0][1], spikes[1][1])


@given(st.lists(st.floats(), max_size=60))
@settings(deadline=None)
def test_any_losses_give_a_picture_with_everything_on_it(losses):
    svg = loss_svg(losses)
    ys = [y for run in points(svg) for _, y in run] + [float(c.get("cy")) for c in parts(svg, "circle", "bl-dot")]

    assert all(40 <= y <= 280 for y in ys)
    assert not re.search(r'="[^"]*(nan|inf)', svg.split("</style>")[1])


def test_several_curves_share_the_axes_and_are_told_apart_by_colour_and_dashes():
    svg = losses_svg({"generator": [3.0, 2.0, 1.0], "discriminator": [1.0, 3.0]}, xlabel="epoch")
    first, second = points(svg)
    styles = [g.get("class") for g in ElementTree.fromstring(svg).iter(f"{SVG}g")]

    assert first[0][1] == second[1][1]
    assert first[1][0] == second[1][0]
    assert styles == ["bl-0", "bl-1", "bl-0", "bl-1"]  # the curves, and the legend
    assert {"losses", "generator", "discriminator", "epoch"} <= set(labels(svg))
    assert ".bl-1 .bl-curve{stroke:#c2410c;stroke:var(--bl-grad,#c2410c);stroke-dasharray" in svg


def test_the_last_values_of_curves_that_end_together_do_not_overlap():
    svg = losses_svg({name: [3.0, 1.0 + k / 1000] for k, name in enumerate("abc")})
    ends = [float(t.get("y")) for t in parts(svg, "text", "bl-ink") if t.text != "3.0"]

    assert min(np.diff(ends)) >= 13


def test_one_named_curve_is_its_own_title_and_needs_no_legend():
    svg = losses_svg({"loss (train.py:7)": [1.0, 0.5]})

    assert labels(svg).count("loss (train.py:7)") == 1


def test_no_curves_are_an_empty_chart():
    assert "no losses yet" in labels(losses_svg({}))


def test_many_curves_do_not_overflow_the_legend():
    svg = losses_svg({f"a rather long name {k}": [1.0, 2.0] for k in range(9)})

    assert any(text.endswith(" more") for text in labels(svg))


def test_titles_are_escaped():
    assert '<&"' in labels(loss_svg([1.0], title='<&"'))
