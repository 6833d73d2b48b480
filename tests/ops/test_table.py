"""The table of ops is complete: every card has samples, and says what a reader of the graph needs."""

from __future__ import annotations

import pytest

from backlight.core.card import OPS
from tests import samples
from tests.ops.cases import CALLS, CASES
from tests.samples import SAMPLES

KINDS = {"elementwise", "reduce", "view", "contract", "gather", "random"}
CARDS = sorted(OPS.values(), key=lambda card: card.name)


def test_every_op_has_samples_and_every_sample_an_op():
    assert set(OPS) == set(SAMPLES)


def test_every_family_of_samples_can_be_imported():
    assert samples.BROKEN == {}


def test_every_card_is_called_by_a_function_of_its_module():
    assert set(OPS) - set(CALLS) == set()


# Cards that only say that nobody has derived their gradient, and those whose results have an arbitrary phase.
TRIED_ELSEWHERE = {"geqrf", "ldl_factor_ex", "ldl_solve", "eig", "floor_divide"}
TRIED_ELSEWHERE |= {"dirichlet", "dirichlet_grad", "standard_gamma", "standard_gamma_grad"}  # tests/distributions


def test_every_differentiable_op_has_a_sample_that_is_differentiable():
    tried = {case.op for case in CASES if case.sample.differentiable and case.wanting(case.arrays())}

    assert {card.name for card in CARDS if card.differentiable} - tried - TRIED_ELSEWHERE == set()


def test_no_two_cases_have_one_name():
    names = [case.id for case in CASES]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_every_card_says_its_kind_and_what_to_draw(card):
    assert card.kind in KINDS
    assert callable(card.label) or 0 < len(card.label) <= 32
    assert card.rules == () or card.joint is None, "either a rule per argument or one for all"


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_every_elementwise_card_writes_its_local_derivatives(card):
    if card.kind != "elementwise" or not card.differentiable or card.joint is not None:
        return
    assert len(card.local) == len(card.rules)
    assert [rule is not None for rule in card.rules] == [bool(text) for text in card.local]


@pytest.mark.parametrize(
    ("name", "count", "expected"),
    [
        ("multiply", 2, (False, (True, True))),
        ("add", 2, (False, (False, False))),
        ("exp", 1, (True, (False,))),
        ("sin", 1, (False, (True,))),
        ("sum", 1, (False, (False,))),
        ("matmul", 2, (False, (True, True))),
    ],
)
def test_backward_keeps_what_the_rules_read_and_no_more(name, count, expected):
    assert OPS[name].reads(count) == expected


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_the_name_of_a_node_is_an_identifier(card):
    if card.differentiable and isinstance(card.grad_fn, str):
        assert card.grad_fn.isidentifier()
