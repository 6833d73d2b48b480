"""Asks torch 2.13 what the calls of tests/samples/calls come to: python -m tests.golden.make_calls (writes calls.json)"""

import json
from pathlib import Path

import torch

from tests.samples.calls import FAMILIES, calls_of, outcome


def answer(call: str) -> list:
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float32)
    return outcome(call, torch)


if __name__ == "__main__":
    torch.set_num_threads(1)
    answers = {family: {call: answer(call) for call in calls_of(family)} for family in FAMILIES}
    text = json.dumps(answers, indent=0, ensure_ascii=False)
    Path(__file__).with_name("calls.json").write_text(text + "\n", encoding="utf-8")
    print(sum(map(len, answers.values())), "calls written")
