"""All that is judged, by name: modules (`nn.Linear`), optimizers (`Adam`) and schedulers (`StepLR`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch

from tests.oracle.moduleinfo import modules, optimizers, schedulers
from tests.oracle.moduleinfo.reasons import slack_of
from tests.oracle.moduleinfo.samples import names
from tests.oracle.opinfo.judge import Verdict

ASPECTS = list(dict.fromkeys((*modules.ASPECTS, *optimizers.ASPECTS, *schedulers.ASPECTS)))

SUBJECTS: dict[str, Callable[[], list[Verdict]]] = {
    **{name: partial(modules.judge, name, slack_of(name)) for name in names()},
    **{name: partial(optimizers.judge, name, slack_of(name)) for name in optimizers.INFOS},
    **{name: partial(schedulers.judge, name) for name in schedulers.LINES},
}


def verdicts_on(name: str) -> list[Verdict]:
    """All verdicts on one of them."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # small tensors are not worth several, which would wait for each other
    try:
        return SUBJECTS[name]()
    finally:
        torch.set_num_threads(threads)
