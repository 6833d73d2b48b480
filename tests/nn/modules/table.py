"""The table of all modules: how each is made, and what it is called with. `nn` is either library's.

A line is a constructor, `@`, and its inputs, made of r (normal, a leaf), u (between 0.1 and 0.9, a leaf), c (whole
numbers), t (numbers as given). `tests/nn/modules/test_battery.py` and `tests/oracle/test_modules_oracle.py` read it.
"""

from __future__ import annotations

import zlib
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

LINEAR = """
nn.Identity() @ r(2, 3)
nn.Identity(3, mode="x") @ r(2, 3)
nn.Linear(4, 3) @ r(2, 4)
nn.Linear(4, 3, bias=False) @ r(5, 2, 4)
nn.Linear(4, 3) @ r(4)
nn.Bilinear(3, 4, 2) @ r(5, 3), r(5, 4)
nn.Bilinear(3, 4, 2, bias=False) @ r(5, 3), r(5, 4)
nn.modules.linear.NonDynamicallyQuantizableLinear(3, 3) @ r(2, 3)
nn.LazyLinear(3) @ r(2, 4)
nn.LazyLinear(3, bias=False) @ r(2, 4)
nn.Embedding(5, 3) @ c([0, 4, 4])
nn.Embedding(5, 3, padding_idx=1) @ c([[0, 1], [4, 1]])
nn.Embedding(5, 3, max_norm=1.0, norm_type=1.0) @ c([0, 4])
nn.Embedding(5, 3, scale_grad_by_freq=True) @ c([0, 4, 4])
nn.Embedding.from_pretrained(t([[1, 2], [3, 4]])) @ c([1, 0])
nn.Embedding.from_pretrained(t([[1, 2], [3, 4]]), freeze=False) @ c([1, 0])
nn.EmbeddingBag(5, 3) @ c([[0, 4], [1, 1]])
nn.EmbeddingBag(5, 3, mode="sum") @ c([0, 4, 1]), c([0, 2])
nn.EmbeddingBag(5, 3, mode="max", padding_idx=0) @ c([[0, 4], [1, 1]])
nn.EmbeddingBag(5, 3, mode="sum", include_last_offset=True) @ c([0, 4, 1]), c([0, 2, 3])
"""

ACTIVATIONS = """
nn.CELU(0.5) @ r(2, 3)
nn.ELU(0.5) @ r(2, 3)
nn.ELU(inplace=True) @ r(2, 3) * 1
nn.GELU() @ r(2, 3)
nn.GELU(approximate="tanh") @ r(2, 3)
nn.GLU() @ r(2, 4)
nn.GLU(dim=0) @ r(2, 4)
nn.Hardshrink(0.3) @ r(2, 3)
nn.Hardsigmoid() @ r(2, 3)
nn.Hardswish() @ r(2, 3)
nn.Hardtanh(-2, 0.5) @ r(2, 3)
nn.LeakyReLU(0.1) @ r(2, 3)
nn.LeakyReLU(0.1, inplace=True) @ r(2, 3) * 1
nn.LogSigmoid() @ r(2, 3)
nn.Mish() @ r(2, 3)
nn.PReLU() @ r(2, 3)
nn.PReLU(3, init=0.1) @ r(2, 3)
nn.ReLU() @ r(2, 3)
nn.ReLU(inplace=True) @ r(2, 3) * 1
nn.ReLU6() @ r(2, 3)
nn.RReLU().eval() @ r(2, 3)
nn.RReLU(0.1, 0.4) @ r(2, 3)
nn.SELU() @ r(2, 3)
nn.SiLU() @ r(2, 3)
nn.Sigmoid() @ r(2, 3)
nn.Softplus(2, 1) @ r(2, 3)
nn.Softshrink(0.1) @ r(2, 3)
nn.Softsign() @ r(2, 3)
nn.Tanh() @ r(2, 3)
nn.Tanhshrink() @ r(2, 3)
nn.Threshold(0.1, 20) @ r(2, 3)
nn.Softmax(dim=1) @ r(2, 3)
nn.Softmax2d() @ r(1, 3, 2, 2)
nn.Softmin(dim=1) @ r(2, 3)
nn.LogSoftmax(dim=0) @ r(2, 3)
nn.MultiheadAttention(4, 2) @ r(3, 2, 4), r(5, 2, 4), r(5, 2, 4)
nn.MultiheadAttention(4, 2, bias=False, batch_first=True) @ r(2, 3, 4), r(2, 5, 4), r(2, 5, 4)
nn.MultiheadAttention(4, 2, kdim=3, vdim=2, add_bias_kv=True, add_zero_attn=True) @ r(3, 2, 4), r(5, 2, 3), r(5, 2, 2)
"""

DROPPED = """
nn.Dropout(0.3) @ r(4, 5)
nn.Dropout(0.3).eval() @ r(4, 5)
nn.Dropout1d(0.3) @ r(4, 5, 2)
nn.Dropout2d(0.3) @ r(4, 5, 2, 2)
nn.Dropout3d(0.3) @ r(4, 5, 2, 2, 1)
nn.AlphaDropout(0.3) @ r(4, 5)
nn.FeatureAlphaDropout(0.3) @ r(4, 5, 2)
nn.Dropout(0.3, inplace=True) @ r(4, 5) * 1
"""

CONVOLUTIONS = """
nn.Conv1d(2, 3, 3) @ r(2, 2, 7)
nn.Conv1d(2, 4, 3, stride=2, padding="valid", groups=2, bias=False) @ r(2, 2, 7)
nn.Conv1d(2, 3, 3, padding=1, padding_mode="circular") @ r(2, 2, 7)
nn.Conv2d(2, 3, (3, 2), stride=2, padding=(1, 0), dilation=(1, 2)) @ r(2, 2, 7, 6)
nn.Conv2d(2, 3, 3, padding="same", padding_mode="reflect") @ r(1, 2, 5, 5)
nn.Conv2d(2, 3, 3, padding=1, padding_mode="replicate") @ r(2, 5, 5)
nn.Conv3d(2, 3, 2) @ r(1, 2, 3, 3, 3)
nn.ConvTranspose1d(2, 3, 3, stride=2, output_padding=1) @ r(2, 2, 4)
nn.ConvTranspose2d(2, 4, 3, padding=1, groups=2, bias=False) @ r(1, 2, 4, 4)
nn.ConvTranspose2d(2, 3, 3, stride=2, dilation=2) @ r(1, 2, 3, 3)
nn.ConvTranspose3d(2, 3, 2) @ r(1, 2, 2, 2, 2)
nn.LazyConv1d(3, 3) @ r(2, 2, 5)
nn.LazyConv2d(3, 3, bias=False) @ r(2, 2, 5, 5)
nn.LazyConv3d(3, 2) @ r(1, 2, 3, 3, 3)
nn.LazyConvTranspose1d(3, 3) @ r(2, 2, 5)
nn.LazyConvTranspose2d(3, 3) @ r(2, 2, 4, 4)
nn.LazyConvTranspose3d(3, 2) @ r(1, 2, 2, 2, 2)
nn.Unfold(2) @ r(1, 2, 3, 4)
nn.Unfold((2, 3), padding=1, stride=2) @ r(1, 2, 4, 4)
nn.Fold((3, 4), 2) @ r(1, 8, 6)
"""

POOLS = """
nn.MaxPool1d(2) @ r(1, 2, 6)
nn.MaxPool1d(3, stride=2, padding=1, ceil_mode=True) @ r(1, 2, 6)
nn.MaxPool2d(2, stride=1) @ r(1, 2, 4, 5)
nn.MaxPool2d((2, 3), dilation=2, return_indices=True) @ r(1, 2, 6, 6)
nn.MaxPool3d(2) @ r(1, 2, 4, 4, 4)
nn.AvgPool1d(2, padding=1, count_include_pad=False) @ r(1, 2, 6)
nn.AvgPool2d(2, divisor_override=3) @ r(1, 2, 4, 5)
nn.AvgPool3d(2, ceil_mode=True) @ r(1, 2, 3, 4, 4)
nn.LPPool1d(2, 3) @ u(1, 2, 6)
nn.LPPool2d(2, 2, stride=1) @ u(1, 2, 4, 4)
nn.LPPool3d(3, 2) @ u(1, 2, 4, 4, 4)
nn.AdaptiveAvgPool1d(3) @ r(1, 2, 7)
nn.AdaptiveAvgPool2d((None, 2)) @ r(1, 2, 4, 5)
nn.AdaptiveAvgPool3d(2) @ r(1, 2, 3, 4, 5)
nn.AdaptiveMaxPool1d(3) @ r(1, 2, 7)
nn.AdaptiveMaxPool2d((None, 2)) @ r(1, 2, 4, 5)
nn.AdaptiveMaxPool3d(2, return_indices=True) @ r(1, 2, 3, 4, 5)
nn.FractionalMaxPool2d(2, output_size=3) @ r(1, 2, 6, 6)
nn.FractionalMaxPool3d(2, output_ratio=0.5) @ r(1, 2, 4, 4, 4)
nn.MaxUnpool1d(2) @ r(1, 1, 2), c([[[1, 2]]])
nn.MaxUnpool2d(2) @ r(1, 1, 1, 2), c([[[[1, 6]]]])
nn.MaxUnpool3d(2) @ r(1, 1, 1, 1, 2), c([[[[[1, 6]]]]])
"""

PADS = """
nn.CircularPad1d((1, 2)) @ r(1, 2, 3)
nn.CircularPad2d(1) @ r(1, 2, 3, 3)
nn.CircularPad3d(1) @ r(1, 1, 2, 2, 2)
nn.ConstantPad1d(1, 3.5) @ r(1, 2, 3)
nn.ConstantPad2d((1, 2, 0, 1), 3.5) @ r(1, 2, 3, 3)
nn.ConstantPad3d(1, 3.5) @ r(1, 1, 2, 2, 2)
nn.ReflectionPad1d(1) @ r(1, 2, 3)
nn.ReflectionPad2d((1, 2, 0, 1)) @ r(1, 2, 3, 3)
nn.ReflectionPad3d(1) @ r(1, 1, 2, 2, 2)
nn.ReplicationPad1d(1) @ r(1, 2, 3)
nn.ReplicationPad2d((1, 2, 0, 1)) @ r(1, 2, 3, 3)
nn.ReplicationPad3d(1) @ r(1, 1, 2, 2, 2)
nn.ZeroPad1d(1) @ r(1, 2, 3)
nn.ZeroPad2d((1, 2, 0, 1)) @ r(1, 2, 3, 3)
nn.ZeroPad3d(1) @ r(1, 1, 2, 2, 2)
"""

NORMS = """
nn.BatchNorm1d(3) @ r(4, 3)
nn.BatchNorm1d(3, momentum=None) @ r(4, 3, 2)
nn.BatchNorm1d(3, affine=False) @ r(4, 3)
nn.BatchNorm1d(3, track_running_stats=False).eval() @ r(4, 3)
nn.BatchNorm1d(3).eval() @ r(4, 3)
nn.BatchNorm2d(3, eps=0.1) @ r(2, 3, 2, 2)
nn.BatchNorm3d(2, momentum=0.3) @ r(2, 2, 2, 2, 1)
nn.LazyBatchNorm1d() @ r(4, 3)
nn.LazyBatchNorm2d(affine=False) @ r(2, 3, 2, 2)
nn.LazyBatchNorm3d() @ r(2, 2, 2, 2, 1)
nn.InstanceNorm1d(3) @ r(2, 3, 4)
nn.InstanceNorm1d(3, affine=True, track_running_stats=True) @ r(2, 3, 4)
nn.InstanceNorm2d(3) @ r(3, 2, 2)
nn.InstanceNorm3d(2, affine=True) @ r(2, 2, 2, 2, 1)
nn.LazyInstanceNorm1d() @ r(2, 3, 4)
nn.LazyInstanceNorm2d(affine=True) @ r(2, 3, 2, 2)
nn.LazyInstanceNorm3d() @ r(2, 2, 2, 2, 1)
nn.LayerNorm(3) @ r(4, 3)
nn.LayerNorm([2, 3], bias=False) @ r(4, 2, 3)
nn.LayerNorm((2, 3), elementwise_affine=False) @ r(4, 2, 3)
nn.GroupNorm(2, 4) @ r(3, 4, 2)
nn.GroupNorm(2, 4, affine=False) @ r(3, 4, 2)
nn.RMSNorm(3) @ r(4, 3)
nn.RMSNorm([2, 3], eps=0.1, elementwise_affine=False) @ r(4, 2, 3)
nn.LocalResponseNorm(2) @ r(1, 4, 3)
nn.CrossMapLRN2d(3, alpha=0.1) @ r(1, 5, 2, 2)
nn.SyncBatchNorm(3).eval() @ r(4, 3, 2)
"""

RECURRENT = """
nn.RNN(3, 4) @ r(5, 2, 3)
nn.RNN(3, 4, nonlinearity="relu", bias=False) @ r(5, 3)
nn.RNN(3, 2, num_layers=2, batch_first=True, bidirectional=True) @ r(2, 5, 3)
nn.LSTM(3, 4) @ r(5, 2, 3)
nn.LSTM(3, 4, num_layers=2, bidirectional=True) @ r(5, 2, 3)
nn.LSTM(3, 4, proj_size=2, num_layers=2) @ r(5, 2, 3)
nn.LSTM(3, 4, batch_first=True, bias=False) @ r(2, 5, 3), (r(1, 2, 4), r(1, 2, 4))
nn.GRU(3, 4) @ r(5, 2, 3)
nn.GRU(3, 4, num_layers=2, dropout=0.3) @ r(5, 2, 3)
nn.GRU(3, 4, bidirectional=True) @ r(5, 3), r(2, 4)
nn.RNNCell(3, 4) @ r(2, 3)
nn.RNNCell(3, 4, nonlinearity="relu", bias=False) @ r(2, 3), r(2, 4)
nn.LSTMCell(3, 4) @ r(2, 3)
nn.LSTMCell(3, 4, bias=False) @ r(2, 3), (r(2, 4), r(2, 4))
nn.GRUCell(3, 4) @ r(3), r(4)
"""

TRANSFORMERS = """
nn.TransformerEncoderLayer(4, 2, 6, dropout=0) @ r(3, 2, 4)
nn.TransformerEncoderLayer(4, 2, 6) @ r(3, 2, 4)
nn.TransformerEncoderLayer(4, 2, 6, 0, "gelu", batch_first=True, norm_first=True) @ r(2, 3, 4)
nn.TransformerEncoderLayer(4, 2, 6, bias=False).eval() @ r(3, 2, 4)
nn.TransformerDecoderLayer(4, 2, 6, dropout=0) @ r(3, 2, 4), r(5, 2, 4)
nn.TransformerDecoderLayer(4, 2, 6, 0.1, norm_first=True) @ r(3, 2, 4), r(5, 2, 4)
nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0), 2, enable_nested_tensor=False) @ r(3, 2, 4)
nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 6, 0), 2, nn.LayerNorm(4)) @ r(3, 2, 4), r(5, 2, 4)
nn.Transformer(4, 2, 1, 1, 6, dropout=0, batch_first=True) @ r(2, 3, 4), r(2, 5, 4)
"""

LOSSES = """
nn.L1Loss() @ r(2, 3), r(2, 3)
nn.L1Loss(reduction="none") @ r(2, 3), r(2, 3)
nn.MSELoss() @ r(2, 3), r(2, 3)
nn.MSELoss(reduction="sum") @ r(2, 3), r(2, 3)
nn.HuberLoss(delta=0.3) @ r(2, 3), r(2, 3)
nn.SmoothL1Loss(beta=0.3) @ r(2, 3), r(2, 3)
nn.CrossEntropyLoss() @ r(2, 3), c([0, 2])
nn.CrossEntropyLoss(weight=t([1, 2, 3]), ignore_index=1, label_smoothing=0.1) @ r(3, 3), c([0, 2, 1])
nn.CrossEntropyLoss() @ r(2, 3), u(2, 3)
nn.CrossEntropyLoss(reduction="sum") @ r(2, 3, 2), c([[0, 2], [1, 1]])
nn.NLLLoss(weight=t([1, 2, 3])) @ r(2, 3), c([0, 2])
nn.BCELoss() @ u(2, 3), u(2, 3)
nn.BCELoss(weight=t([1, 2, 3])) @ u(2, 3), u(2, 3)
nn.BCEWithLogitsLoss(pos_weight=t([1, 2, 3])) @ r(2, 3), u(2, 3)
nn.PoissonNLLLoss(full=True) @ r(2, 3), u(2, 3)
nn.GaussianNLLLoss() @ r(2, 3), r(2, 3), u(2, 3)
nn.KLDivLoss(reduction="batchmean") @ r(2, 3), u(2, 3)
nn.KLDivLoss(reduction="sum", log_target=True) @ r(2, 3), r(2, 3)
nn.CTCLoss() @ r(5, 2, 4).log_softmax(2), c([[1, 2], [3, 1]]), c([5, 4]), c([2, 1])
nn.CTCLoss(blank=3, reduction="sum") @ r(5, 2, 4).log_softmax(2), c([[1, 2], [0, 1]]), c([5, 4]), c([2, 1])
nn.HingeEmbeddingLoss(0.5) @ r(4), t([1, -1, 1, -1])
nn.SoftMarginLoss() @ r(4), t([1, -1, 1, -1])
nn.CosineEmbeddingLoss(margin=0.2) @ r(2, 3), r(2, 3), t([1, -1])
nn.MarginRankingLoss(0.1) @ r(4), r(4), t([1, -1, 1, -1])
nn.MultiLabelMarginLoss() @ r(2, 3), c([[0, 2, -1], [1, -1, 0]])
nn.MultiLabelSoftMarginLoss() @ r(2, 3), t([[0, 1, 1], [1, 0, 0]])
nn.MultiMarginLoss(p=2, margin=0.7) @ r(2, 3), c([0, 2])
nn.TripletMarginLoss(margin=2, swap=True) @ r(2, 3), r(2, 3), r(2, 3)
nn.TripletMarginWithDistanceLoss(margin=2.0) @ r(2, 3), r(2, 3), r(2, 3)
nn.AdaptiveLogSoftmaxWithLoss(16, 12, [3, 7]) @ r(5, 16), c([0, 11, 4, 2, 7])
nn.AdaptiveLogSoftmaxWithLoss(8, 9, [2, 4], div_value=2.0, head_bias=True) @ r(3, 8), c([3, 0, 8])
nn.LinearCrossEntropyLoss(5, 4) @ r(3, 5), c([0, 3, 2])
nn.LinearCrossEntropyLoss(5, 4, bias=True, label_smoothing=0.1, weight=t([1, 2, 3, 4])) @ r(3, 5), c([0, 3, 2])
nn.LinearCrossEntropyLoss(5, 4, out_features=(2,), reduction="sum") @ r(3, 5), c([[0, 3], [1, 1], [2, 0]])
nn.LinearCrossEntropyLoss(5, 4, options=nn.LinearCrossEntropyOptions()) @ r(3, 5), c([0, 3, 2])
"""

SHAPES = """
nn.Flatten() @ r(2, 3, 2)
nn.Flatten(0, 1) @ r(2, 3, 2)
nn.Unflatten(1, (2, 3)) @ r(2, 6)
nn.PixelShuffle(2) @ r(1, 4, 2, 3)
nn.PixelUnshuffle(2) @ r(1, 1, 4, 6)
nn.ChannelShuffle(2) @ r(1, 4, 2, 2)
nn.Upsample(scale_factor=2) @ r(1, 1, 2, 3)
nn.Upsample((3, 5), mode="bilinear", align_corners=True) @ r(1, 1, 2, 3)
nn.UpsamplingNearest2d(4) @ r(1, 1, 2, 3)
nn.UpsamplingBilinear2d(scale_factor=2) @ r(1, 1, 2, 3)
nn.CosineSimilarity() @ r(2, 3), r(2, 3)
nn.PairwiseDistance(keepdim=True) @ r(2, 3), r(2, 3)
"""

REPARAMETRISED = """
nn.utils.parametrizations.weight_norm(nn.Linear(3, 4)) @ r(5, 3)
nn.utils.parametrizations.weight_norm(nn.Conv2d(2, 3, 3), dim=None) @ r(1, 2, 4, 4)
nn.utils.parametrizations.weight_norm(nn.LSTM(3, 4), "weight_hh_l0", dim=1) @ r(5, 2, 3)
nn.utils.parametrizations.spectral_norm(nn.Linear(3, 4), name="bias") @ r(5, 3)
nn.utils.spectral_norm(nn.Linear(3, 4)) @ r(5, 3)
nn.utils.spectral_norm(nn.ConvTranspose1d(2, 3, 3), n_power_iterations=2) @ r(1, 2, 5)
nn.utils.prune.identity(nn.Linear(3, 4), "weight") @ r(5, 3)
nn.utils.prune.random_unstructured(nn.Linear(3, 4), "weight", amount=0.4) @ r(5, 3)
nn.utils.prune.l1_unstructured(nn.Linear(3, 4), "bias", amount=2) @ r(5, 3)
nn.utils.prune.random_structured(nn.Conv2d(2, 4, 3), "weight", amount=0.5, dim=0) @ r(1, 2, 4, 4)
nn.utils.prune.ln_structured(nn.Linear(6, 4), "weight", amount=0.5, n=2, dim=1) @ r(5, 6)
"""

CONTAINERS = """
nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Sequential(nn.Linear(4, 2), nn.BatchNorm1d(2))) @ r(5, 3)
nn.Sequential(OrderedDict(one=nn.Linear(3, 4), two=nn.Tanh())) @ r(5, 3)
nn.Sequential() @ r(5, 3)
nn.DataParallel(nn.Linear(3, 4)) @ r(5, 3)
nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU()])
nn.ModuleDict({"a": nn.Linear(2, 2), "b": nn.ReLU()})
nn.ParameterList([t([1, 2]), nn.Parameter(t([3]))])
nn.ParameterDict({"a": t([1, 2]), "b": nn.Parameter(t([3]))})
"""

TABLE = [
    line
    for part in (
        LINEAR, ACTIVATIONS, DROPPED, CONVOLUTIONS, POOLS, PADS, NORMS, RECURRENT, TRANSFORMERS, LOSSES, SHAPES,
        REPARAMETRISED, CONTAINERS,
    )
    for line in part.strip().splitlines()
]  # fmt: skip


class Called:
    """One line of the table in one library: the module, the leaves among its inputs, and how to call it."""

    def __init__(self, torch: ModuleType, line: str, dtype: str = "float32") -> None:
        import_module(f"{torch.__name__}.nn.utils.prune")  # which torch leaves to its users
        self.torch, self.line, self.dtype = torch, line, dtype
        self.made, _, self.inputs = line.partition(" @ ")
        torch.manual_seed(5)
        self.module = eval(self.made, self.names())
        if dtype != "float32":
            self.module.to(getattr(torch, dtype))

    def names(self) -> dict[str, Any]:
        from collections import OrderedDict

        rng = np.random.default_rng(zlib.crc32(self.line.encode()))
        torch = self.torch
        kind = getattr(torch, self.dtype)
        self.leaves: list[Any] = []

        def leaf(array: np.ndarray) -> Any:
            self.leaves.append(torch.tensor(array.tolist(), dtype=kind).reshape(array.shape).requires_grad_())
            return self.leaves[-1]

        return {
            "nn": torch.nn,
            "OrderedDict": OrderedDict,
            "r": lambda *shape: leaf(rng.standard_normal(shape).astype(np.float32)),
            "u": lambda *shape: leaf(rng.uniform(0.1, 0.9, shape).astype(np.float32)),
            "c": lambda values: torch.tensor(values),
            "t": lambda values: torch.tensor(values, dtype=kind),
        }

    def call(self, module: Any = None) -> Any:
        """The output for the inputs of the line, with the same random numbers at each call."""
        names = self.names()
        inputs = eval(f"({self.inputs},)", names)
        self.torch.manual_seed(6)
        return (self.module if module is None else module)(*inputs)

    def slopes(self, module: Any = None) -> tuple[list, list]:
        """The gradients of a weighted sum of all outputs, for the inputs and for the parameters."""
        module = self.module if module is None else module
        outputs = [x for x in flat(self.call(module)) if x.requires_grad]
        rng = np.random.default_rng(7)
        loss = 0
        for x in outputs:
            weights = rng.standard_normal(tuple(x.shape)).tolist()
            loss = loss + (x * self.torch.tensor(weights, dtype=x.dtype).reshape(x.shape)).sum()
        module.zero_grad()
        if outputs:
            loss.backward()
        return [x.grad for x in self.leaves], [p.grad for p in module.parameters()]


def flat(value: Any) -> list:
    """The tensors in a result of nested tuples."""
    if isinstance(value, (tuple, list)):
        return [x for part in value for x in flat(part)]
    return [] if value is None else [value]
