"""Packages that import torch themselves work under `backlight run` as they are."""

from __future__ import annotations

import pytest


def test_safetensors(run, script):
    pytest.importorskip("safetensors")
    source = (
        "import torch\nfrom safetensors.torch import load_file, load_model, save_file, save_model\n"
        "save_file({'a': torch.arange(3), 'b': torch.ones(1, 2, dtype=torch.bfloat16)}, 'x.safetensors')\n"
        "found = load_file('x.safetensors')\nprint(found['a'], found['b'])\n"
        "torch.manual_seed(0)\nlayer = torch.nn.Linear(2, 1)\nmodel = torch.nn.Sequential(layer, layer)\n"
        "save_model(model, 'm.safetensors')\nbefore = layer.weight.clone()\ntorch.nn.init.zeros_(layer.weight)\n"
        "print(load_model(model, 'm.safetensors'), torch.equal(layer.weight, before))\n"
    )
    done = run("-m", "backlight", "run", script(source))

    assert (done.stdout.decode(), done.stderr.decode()) == (
        "tensor([0, 1, 2]) tensor([[1., 1.]], dtype=torch.bfloat16)\n(set(), []) True\n",
        "",
    )


def test_tqdm(run, script):
    pytest.importorskip("tqdm")
    source = (
        "import torch\nfrom tqdm import tqdm\nfrom tqdm.contrib import tenumerate\n"
        "print([(i, x.item()) for i, x in tenumerate(torch.arange(2))])\n"
        "print(len([x for x in tqdm(torch.utils.data.DataLoader(torch.arange(4), batch_size=2))]))\n"
    )
    done = run("-m", "backlight", "run", script(source))

    assert done.stdout == b"[(0, 0), (1, 1)]\n2\n"
    assert done.stderr.count(b"100%") >= 2
