"""Mistakes with modules: what is called, the class of the error, and words of its message, all of them torch's.

`nn` and `torch` are either library's; r gives normal numbers, u some between 0.1 and 0.9, c whole ones from 0 to 2.
`test_bad_input.py` reads the table, and `tests/oracle/test_bad_input_oracle.py` holds it against torch.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

TEXT = """
nn.Linear(3, 2)(r(4, 5))
    RuntimeError: mat1 and mat2 shapes cannot be multiplied (4x5 and 3x2)
nn.Linear(3, 2)(r(3, 4))
    RuntimeError: mat1 and mat2 shapes cannot be multiplied (3x4 and 3x2)
nn.Linear(3, 2)(c(4, 3))
    RuntimeError: have the same dtype, but got
nn.Linear(3, 2)(r(4, 3).double())
    RuntimeError: have the same dtype, but got
nn.Linear(3, 2).double()(r(4, 3))
    RuntimeError: have the same dtype, but got
nn.Linear(3, 2)(torch.tensor(1.0))
    RuntimeError: both arguments to linear need to be at least 1D, but they are 0D and 2D
nn.Linear(3, 2)([1.0, 2.0, 3.0])
    TypeError: linear(): argument 'input' (position 1) must be Tensor, not list
nn.Linear(3, 2)()
    TypeError: Linear.forward() missing 1 required positional argument: 'input'
nn.Linear(3, 2)(r(4, 3), r(4, 3))
    TypeError: Linear.forward() takes 2 positional arguments but 3 were given
nn.Linear(3)
    TypeError: Linear.__init__() missing 1 required positional argument: 'out_features'
nn.Linear(3, 2, 1, 1, 1, 1)
    TypeError: Linear.__init__() takes from 3 to 6 positional arguments but 7 were given
nn.Linear(-3, 2)
    RuntimeError: Trying to create tensor with negative dimension -3: [2, -3]
nn.Linear(3, 2.5)
    TypeError: empty(): argument 'size' (position 1) must be tuple of ints, but found element of type flo
nn.Linear("3", 2)
    TypeError: empty(): argument 'size'
nn.Bilinear(2, 3, 4)(r(5, 2), r(5, 2))
    RuntimeError: bilinear(): input2 size does not match weight size: got 2 but expected 3
nn.Bilinear(2, 3, 4)(r(5, 2), r(6, 3))
    RuntimeError: bilinear(): input batch dimensions do not match
nn.Bilinear(0, 3, 4)
    ValueError: in1_features must be > 0, but got
nn.Embedding(4, 3)(torch.tensor([[1, 9]]))
    IndexError: index out of range in self
nn.Embedding(4, 3)(torch.tensor([-1]))
    IndexError: index out of range in self
nn.Embedding(4, 3)(torch.tensor([0.5]))
    RuntimeError: Expected tensor for argument #1 'indices' to have one of the following scalar types: Long,
nn.Embedding(4, 3, padding_idx=7)
    AssertionError: must be within num_embeddings
nn.Embedding(4, 3, padding_idx=-5)
    AssertionError: must be within num_embeddings
nn.Embedding(4, 3, _weight=r(3, 3))
    AssertionError: Shape of weight does not match num_embeddings and embedding_dim
nn.Embedding.from_pretrained(r(3))
    AssertionError: Embeddings parameter is expected to be 2-dimensional
nn.EmbeddingBag(4, 3)(torch.tensor([1, 2]))
    ValueError: offsets has to be a 1D Tensor but got None
nn.EmbeddingBag(4, 3)(torch.tensor([[1, 2]]), torch.tensor([0]))
    ValueError: if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed
nn.EmbeddingBag(4, 3)(torch.tensor([9]), torch.tensor([0]))
    RuntimeError
nn.EmbeddingBag(4, 3, mode="median")(torch.tensor([1]), torch.tensor([0]))
    ValueError: mode has to be one of sum, mean or max
nn.EmbeddingBag(4, 3, mode="max", scale_grad_by_freq=True)(torch.tensor([1]), torch.tensor([0]))
    ValueError: max mode does not support scaling the gradient by the frequency
nn.Conv1d(2, 4, 3)(r(1, 3, 8))
    RuntimeError: Given groups=1, weight of size [4, 2, 3], expected input[1, 3, 8] to have 2 channels, but
nn.Conv1d(2, 4, 3)(r(8))
    RuntimeError: Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [8]
nn.Conv1d(2, 4, 3)(r(1, 2, 8, 8))
    RuntimeError: Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [1, 2, 8,
nn.Conv1d(2, 4, 9)(r(1, 2, 8))
    RuntimeError: Calculated padded input size per channel: (8). Kernel size: (9). Kernel size can't be grea
nn.Conv2d(2, 4, 3)(r(1, 3, 8, 8))
    RuntimeError: Given groups=1, weight of size [4, 2, 3, 3], expected input[1, 3, 8, 8] to have 2 channels
nn.Conv2d(2, 4, 3)(r(8, 8))
    RuntimeError: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [8, 8]
nn.Conv2d(2, 4, 3)(r(1, 1, 2, 8, 8))
    RuntimeError: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [1, 1, 2,
nn.Conv2d(2, 4, 3)(r(1, 2, 2, 8))
    RuntimeError: Calculated padded input size per channel: (2 x 8). Kernel size: (3 x 3). Kernel size can't
nn.Conv2d(2, 4, 3)(r(1, 2, 8, 8).double())
    RuntimeError: ) should be the same
nn.Conv2d(2, 4, 3)(c(1, 2, 8, 8))
    RuntimeError: ) should be the same
nn.Conv2d(3, 4, 3, groups=2)
    ValueError: in_channels must be divisible by groups
nn.Conv2d(4, 3, 3, groups=2)
    ValueError: out_channels must be divisible by groups
nn.Conv2d(4, 4, 3, groups=0)
    ValueError: groups must be a positive integer
nn.Conv2d(2, 4, 3, padding="some")
    ValueError: Invalid padding string 'some', should be one of {
nn.Conv2d(2, 4, 3, stride=2, padding="same")
    ValueError: padding='same' is not supported for strided convolutions
nn.Conv2d(2, 4, 3, padding_mode="mirror")
    ValueError: padding_mode must be one of {
nn.Conv2d(2, 4, 3, stride=0)(r(1, 2, 8, 8))
    RuntimeError: non-positive stride is not supported
nn.Conv2d(2, 4, 3, padding=-1)(r(1, 2, 8, 8))
    RuntimeError: negative padding is not supported
nn.Conv2d(2, 4, (3, 3, 3))(r(1, 2, 8, 8))
    RuntimeError
nn.Conv2d(2, 4)
    TypeError: d.__init__() missing 1 required positional argument: 'kernel_size'
nn.Conv3d(2, 4, 3)(r(1, 3, 8, 8, 8))
    RuntimeError: Given groups=1, weight of size [4, 2, 3, 3, 3], expected input[1, 3, 8, 8, 8] to have 2 ch
nn.Conv3d(2, 4, 3)(r(8, 8))
    RuntimeError: Expected 4D (unbatched) or 5D (batched) input to conv3d, but got input of size: [8, 8]
nn.ConvTranspose1d(2, 4, 3)(r(1, 3, 8))
    RuntimeError: Given transposed=1, weight of size [2, 4, 3], expected input[1, 3, 8] to have 2 channels,
nn.ConvTranspose2d(2, 4, 3)(r(1, 3, 8, 8))
    RuntimeError: Given transposed=1, weight of size [2, 4, 3, 3], expected input[1, 3, 8, 8] to have 2 chan
nn.ConvTranspose2d(2, 4, 3, output_padding=3)(r(1, 2, 8, 8))
    RuntimeError: output padding must be smaller than either stride or dilation, but got output_padding
nn.ConvTranspose2d(2, 4, 3, padding_mode="reflect")
    ValueError: Only "zeros" padding mode is supported for ConvTranspose2d
nn.ConvTranspose2d(2, 4, 3, stride=2)(r(1, 2, 8, 8), output_size=(40, 40))
    ValueError: requested an output size of (40, 40), but valid sizes range from [17, 17] to [18, 18] (for
nn.ConvTranspose2d(2, 4, 3, stride=2)(r(1, 2, 8, 8), output_size=(40,))
    ValueError: ConvTranspose2D: for 4D input, output_size must have 2 or 4 elements (got 1)
nn.LazyLinear(3)(torch.tensor(1.0))
    IndexError: tuple index out of range
nn.LazyLinear(3).weight.shape
    RuntimeError: Can't access the shape of an uninitialized parameter or buffer. This error usually happens
nn.LazyConv2d(3, 3)(r(8, 8))
    RuntimeError: Expected 3D (unbatched) or 4D (batched) input to LazyConv2d, but got input of size: torch.
nn.Unfold(3)(r(8))
    IndexError: Dimension out of range
nn.Unfold(9)(r(1, 1, 8, 8))
    RuntimeError: Given input with spatial size (8, 8), kernel_size=(9, 9), dilation=(1, 1), padding=(0, 0),
nn.Fold((4, 4), 2)(r(1, 5, 9))
    RuntimeError: Expected size of input's dimension 1 to be divisible by the product of kernel_size, but go
nn.Fold((4, 4), 2)(r(1, 4, 8))
    RuntimeError: Given output_size=(4, 4), kernel_size=(2, 2), dilation=(1, 1), padding=(0, 0), stride=(1,
nn.MaxPool1d(2)(r(8))
    RuntimeError: max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input
nn.MaxPool2d(2)(r(8, 8))
    RuntimeError: non-empty 3D or 4D (batch mode) tensor expected for input
nn.MaxPool2d(9)(r(1, 2, 8, 8))
    RuntimeError: Given input size: (2x8x8). Calculated output size: (2x0x0). Output size is too small
nn.MaxPool2d(2, padding=2)(r(1, 2, 8, 8))
    RuntimeError: pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dila
nn.MaxPool2d(2, stride=0)(r(1, 2, 8, 8))
    RuntimeError: stride should not be zero
nn.MaxPool2d(2)(r(1, 0, 8, 8))
    RuntimeError: Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:
nn.MaxPool3d(2)(r(8, 8))
    RuntimeError: non-empty 4D or 5D (batch mode) tensor expected for input
nn.AvgPool1d(2)(r(8))
    RuntimeError: Expected 2 to 3 dimensions, but got 1-dimensional tensor for argument #1 'self' (while che
nn.AvgPool2d(2)(r(8, 8))
    IndexError: Dimension out of range
nn.AvgPool2d(2, padding=2)(r(1, 2, 8, 8))
    RuntimeError: pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dila
nn.AvgPool2d(2, divisor_override=0)(r(1, 2, 8, 8))
    RuntimeError: divisor must be not zero
nn.AvgPool3d(2)(r(8, 8))
    RuntimeError: non-empty 4D or 5D (batch mode) tensor expected for input
nn.AdaptiveAvgPool2d((2, 2, 2))(r(1, 2, 8, 8))
    RuntimeError: adaptive_avg_pool2d: output_size must be 2
nn.AdaptiveAvgPool2d(2)(r(8))
    RuntimeError: adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got [8]
nn.AdaptiveMaxPool2d(-1)(r(1, 2, 8, 8))
    RuntimeError: Trying to create tensor with negative dimension -1: [1, 2, -1, -1]
nn.LPPool2d(2, 2)(r(8, 8))
    IndexError: Dimension out of range
nn.FractionalMaxPool2d(2)
    ValueError: FractionalMaxPool2d requires specifying either an output size, or a pooling ratio
nn.FractionalMaxPool2d(2, output_size=3, output_ratio=0.5)
    ValueError: only one of output_size and output_ratio may be specified
nn.FractionalMaxPool2d(2, output_ratio=1.5)
    ValueError: output_ratio must be between 0 and 1 (got 1.5)
nn.FractionalMaxPool2d(2, output_size=9)(r(1, 2, 8, 8))
    RuntimeError: fractional_max_pool2d(): pool height 2 too large relative to input height 8
nn.MaxUnpool2d(2)(r(1, 1, 2, 2), torch.tensor([[[[0, 1], [2, 99]]]]))
    RuntimeError: Found an invalid max index: 99 (output volumes are of size 4x4)
nn.MaxUnpool2d(2)(r(1, 1, 2, 2), torch.tensor([[[[0, 1]]]]))
    RuntimeError: Expected shape of indices to be same as that of the input tensor ([1, 1, 2, 2]) but got in
nn.MaxUnpool2d(2)(r(1, 1, 2, 2), r(1, 1, 2, 2))
    RuntimeError: elements in indices should be type int64 but got: Float
nn.ReflectionPad1d(3)(r(1, 2, 3))
    RuntimeError: Padding size should be less than the corresponding input dimension, but got: padding (3, 3
nn.ReflectionPad2d(1)(r(3))
    RuntimeError: Padding length should be less than or equal to two times the input dimension but got paddi
nn.ReplicationPad2d(1)(r(3))
    RuntimeError: Padding length should be less than or equal to two times the input dimension but got paddi
nn.ConstantPad2d((1, 2, 3), 0.5)(r(1, 2, 3, 3))
    RuntimeError: Padding length must be divisible by 2
nn.CircularPad2d(5)(r(1, 2, 3, 3))
    RuntimeError: Padding value causes wrapping around more than once
nn.ZeroPad2d(-2)(r(1, 1, 3, 3))
    RuntimeError
nn.BatchNorm1d(3)(r(4, 5))
    RuntimeError: running_mean should contain 5 elements not 3
nn.BatchNorm1d(3)(r(4))
    ValueError: expected 2D or 3D input (got 1D input)
nn.BatchNorm1d(3)(r(1, 3))
    ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 3])
nn.BatchNorm1d(3)(r(4, 3, 2, 2))
    ValueError: expected 2D or 3D input (got 4D input)
nn.BatchNorm1d(3)(c(4, 3))
    NotImplementedError: "batch_norm" not implemented for 'Long'
nn.BatchNorm2d(3)(r(4, 3))
    ValueError: expected 4D input (got 2D input)
nn.BatchNorm2d(3)(r(4, 5, 2, 2))
    RuntimeError: running_mean should contain 5 elements not 3
nn.BatchNorm2d(3).eval()(r(4, 5, 2, 2))
    RuntimeError: running_mean should contain 5 elements not 3
nn.BatchNorm2d(3)(r(1, 3, 1, 1))
    ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 3, 1,
nn.BatchNorm3d(3)(r(4, 3, 2, 2))
    ValueError: expected 5D input (got 4D input)
nn.InstanceNorm1d(3)(r(4))
    ValueError: expected 2D or 3D input (got 1D input)
nn.InstanceNorm1d(3, affine=True)(r(2, 5, 4))
    ValueError: expected input's size at dim=1 to match num_features (3), but got: 5.
nn.InstanceNorm2d(3)(r(2, 3, 4, 4, 4))
    ValueError: expected 3D or 4D input (got 5D input)
nn.InstanceNorm2d(3)(r(2, 3, 1, 1))
    ValueError: Expected more than 1 spatial element when training, got input size torch.Size([2, 3, 1, 1]
nn.LayerNorm(3)(r(4, 5))
    RuntimeError: Given normalized_shape=[3], expected input with shape [*, 3], but got input of size[4, 5]
nn.LayerNorm((4, 3))(r(2, 3))
    RuntimeError: Given normalized_shape=[4, 3], expected input with shape [*, 4, 3], but got input of size[
nn.LayerNorm("3")
    TypeError: empty(): argument 'size' (position 1) must be tuple of ints, but found element of type str
nn.LayerNorm(3)(r(4, 3).double())
    RuntimeError: mixed dtype (CPU):
nn.GroupNorm(2, 5)
    ValueError: num_channels (5) must be divisible by num_groups (2)
nn.GroupNorm(2, 4)(r(3, 5, 2))
    RuntimeError: Expected number of channels in input to be divisible by num_groups, but got input of shape
nn.GroupNorm(2, 4)(r(4))
    RuntimeError: Expected at least 2 dimensions for input tensor but received 1
nn.RMSNorm(3)(r(4, 5))
    RuntimeError: Given normalized_shape=[3], expected input with shape [*
nn.LocalResponseNorm(2)(r(3, 4))
    ValueError: Expected 3D or higher dimensionality
nn.RNN(3, 4)(r(5, 2, 5))
    RuntimeError: input.size(-1) must be equal to input_size. Expected 3, got 5
nn.RNN(3, 4)(r(5, 2, 3), r(1, 3, 4))
    RuntimeError: Expected hidden size (1, 2, 4), got [1, 3, 4]
nn.RNN(3, 4)(r(5, 2, 3), r(2, 4))
    RuntimeError: For batched 3-D input, hx should also be 3-D but got 2-D tensor
nn.RNN(3, 4)(r(5, 3), r(1, 2, 4))
    RuntimeError: For unbatched 2-D input, hx should also be 2-D but got 3-D tensor
nn.RNN(3, 4)(r(3))
    ValueError: RNN: Expected input to be 2D or 3D, got 1D
nn.RNN(3, 4)(r(2, 2, 2, 3))
    ValueError: RNN: Expected input to be 2D or 3D, got 4D
nn.RNN(3, 4)(r(5, 2, 3).double())
    ValueError
nn.RNN(3, 0)
    ValueError: hidden_size must be greater than zero
nn.RNN(3, 4, num_layers=0)
    ValueError: num_layers must be greater than zero
nn.RNN(3, 4, dropout=1.5)
    ValueError: dropout should be a number in range [0, 1] representing the probability of an element bein
nn.RNN(3, 4, nonlinearity="sin")
    ValueError: Unknown nonlinearity 'sin'. Select from 'tanh' or 'relu'.
nn.RNN(3.5, 4)
    TypeError: input_size should be of type int, got: float
nn.LSTM(3, 4)(r(5, 2, 3), (r(1, 3, 4), r(1, 3, 4)))
    RuntimeError: Expected hidden[0] size (1, 2, 4), got [1, 3, 4]
nn.LSTM(3, 4)(r(5, 2, 3), (r(1, 2, 4), r(1, 2, 5)))
    RuntimeError: Expected hidden[1] size (1, 2, 4), got [1, 2, 5]
nn.LSTM(3, 4)(r(5, 2, 3), (r(2, 4), r(2, 4)))
    RuntimeError: x should also be 3-D but got
nn.LSTM(3, 4, proj_size=4)
    ValueError: proj_size has to be smaller than hidden_size
nn.LSTM(3, 4, proj_size=-1)
    ValueError: proj_size should be a positive integer or zero to disable projections
nn.GRU(3, 4)(r(5, 2, 4))
    RuntimeError: input.size(-1) must be equal to input_size. Expected 3, got 4
nn.GRU(3, 4, proj_size=2)
    ValueError: proj_size argument is only supported for LSTM, not RNN or GRU
nn.RNNCell(3, 4)(r(2, 4))
    RuntimeError: input has inconsistent input_size: got 4 expected 3
nn.RNNCell(3, 4)(r(2, 3), r(3, 4))
    RuntimeError: Input batch size 2 doesn't match hidden0 batch size 3
nn.RNNCell(3, 4)(r(2, 3), r(2, 3))
    RuntimeError: hidden0 has inconsistent hidden_size: got 3, expected 4
nn.RNNCell(3, 4, nonlinearity="sin")(r(2, 3))
    RuntimeError: Unknown nonlinearity: sin
nn.LSTMCell(3, 4)(r(2, 3), r(2, 4))
    TypeError: lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors
nn.LSTMCell(3, 4)(r(2, 3), (r(2, 4), r(3, 4)))
    RuntimeError: Input batch size 2 doesn't match hidden1 batch size 3
nn.GRUCell(3, 4)(r(2, 2, 3))
    ValueError: GRUCell: Expected input to be 1D or 2D, got 3D instead
nn.MultiheadAttention(5, 2)
    AssertionError: embed_dim must be divisible by num_heads
nn.MultiheadAttention(4, 0)
    ValueError: embed_dim and num_heads must be greater than 0, got embed_dim=4 and num_heads=0 instead
nn.MultiheadAttention(4, 2)(r(3, 2, 5), r(3, 2, 5), r(3, 2, 5))
    AssertionError: was expecting embedding dimension of 4, but got 5
nn.MultiheadAttention(4, 2)(r(3, 2, 4), r(3, 3, 4), r(3, 3, 4))
    RuntimeError
nn.MultiheadAttention(4, 2)(r(3, 2, 4), r(3, 2, 4), r(2, 2, 4))
    AssertionError: key shape torch.Size([3, 2, 4]) does not match value shape torch.Size([2, 2, 4])
nn.MultiheadAttention(4, 2)(r(3, 2, 4), r(3, 2, 4), r(3, 2, 4), attn_mask=r(2, 2))
    RuntimeError: The shape of the 2D attn_mask is torch.Size([2, 2]), but should be (3, 3).
nn.MultiheadAttention(4, 2)(r(3, 2, 4), r(3, 2, 4), r(3, 2, 4), attn_mask=r(2, 2, 3, 3, 3))
    AssertionError: For batched (3-D) `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found 5-D ten
nn.MultiheadAttention(4, 2)(r(3, 2, 4), r(3, 2, 4), r(3, 2, 4), key_padding_mask=r(3, 3) > 0)
    AssertionError
nn.MultiheadAttention(4, 2)(r(3, 2, 4), r(3, 2, 4), r(3, 2, 4), attn_mask=c(3, 3))
    AssertionError: only bool and floating types of attn_mask are supported
nn.MultiheadAttention(4, 2)(r(3, 2, 4), r(3, 2, 4), r(3, 2, 4), is_causal=True)
    RuntimeError: Need attn_mask if specifying the is_causal hint.
nn.MultiheadAttention(4, 2)(r(4), r(4), r(4))
    AssertionError: query should be unbatched 2D or batched 3D tensor but received 1-D query tensor
nn.TransformerEncoderLayer(5, 2)
    AssertionError: embed_dim must be divisible by num_heads
nn.TransformerEncoderLayer(4, 2, activation="tan")
    RuntimeError: activation should be relu/gelu, not tan
nn.TransformerEncoderLayer(4, 2, 8)(r(3, 2, 5))
    AssertionError: was expecting embedding dimension of 4, but got 5
nn.TransformerDecoderLayer(4, 2, 8)(r(3, 2, 4), r(3, 3, 4))
    RuntimeError
nn.Transformer(4, 2, 1, 1, 8)(r(3, 2, 4), r(3, 3, 4))
    RuntimeError: the batch number of src and tgt must be equal
nn.Transformer(4, 2, 1, 1, 8)(r(3, 2, 5), r(3, 2, 5))
    RuntimeError: the feature number of src and tgt must be equal to d_model
nn.Dropout(1.5)
    ValueError: dropout probability has to be between 0 and 1, but got 1.5
nn.Dropout(-0.1)
    ValueError: dropout probability has to be between 0 and 1, but got -0.1
nn.Dropout1d(0.5)(r(3))
    RuntimeError: dropout1d: Expected 2D or 3D input, but received a 1D input. Note that dropout1d exists to
nn.AlphaDropout(2)
    ValueError: dropout probability has to be between 0 and 1, but got 2
nn.PReLU(3)(r(2, 4))
    RuntimeError: Mismatch of parameter numbers and input channel size. Found parameter numbers = 3 and chan
nn.PReLU(3)(torch.tensor(1.0))
    RuntimeError: Not allow zero-dim input tensor.
nn.GLU()(r(2, 3))
    RuntimeError: Halving dimension must be even, but dimension 1 is size 3
nn.GLU()(torch.tensor(1.0))
    RuntimeError: glu does not support scalars because halving size must be even
nn.Softmax(dim=3)(r(2, 3))
    IndexError: Dimension out of range (expected to be in range of [-2, 1], but got 3)
nn.Softmax2d()(r(2, 3))
    ValueError: Softmax2d: expected input to be 3D or 4D, got 2D instead
nn.LogSoftmax(dim=2)(r(2, 3))
    IndexError: Dimension out of range (expected to be in range of [-2, 1], but got 2)
nn.Hardtanh(2, 1)
    AssertionError: must be greater than min_val
nn.Threshold(0.1)
    TypeError: Threshold.__init__() missing 1 required positional argument: 'value'
nn.GELU("exp")(r(2))
    RuntimeError: approximate argument must be either none or tanh
nn.Hardtanh(1, 1)
    AssertionError: must be greater than min_val
nn.RReLU(0.5, 0.1)(r(3))
    RuntimeError: Lower bound should be less than or equal to the upper bound
nn.Flatten(2, 1)(r(2, 3, 4))
    RuntimeError: flatten() has invalid args: start_dim cannot come after end_dim
nn.Flatten(0, 7)(r(2, 3))
    IndexError: Dimension out of range (expected to be in range of [-2, 1], but got 7)
nn.Unflatten(1, (2, 2))(r(2, 5))
    RuntimeError: unflatten: Provided sizes [2, 2] don't multiply up to the size of dim 1 (5) in the input t
nn.Unflatten(1, 3)
    TypeError: unflattened_size must be a tuple o
nn.PixelShuffle(2)(r(1, 3, 2, 2))
    RuntimeError: pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of ups
nn.PixelShuffle(2)(r(2, 2))
    RuntimeError: pixel_shuffle expects input to have at least 3 dimensions, but got input with 2 dimension(
nn.PixelShuffle(-1)(r(1, 4, 2, 2))
    RuntimeError: pixel_shuffle expects a positive upscale_factor, but got -1
nn.PixelUnshuffle(2)(r(1, 1, 3, 2))
    RuntimeError: pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=3 i
nn.ChannelShuffle(2)(r(1, 3, 2, 2))
    RuntimeError: Number of channels must be divisible by groups. Got 3 channels and 2 groups.
nn.ChannelShuffle(0)(r(1, 4, 2, 2))
    RuntimeError: Number of groups to divide channels in must be positive. Value of groups:0
nn.Upsample()(r(1, 1, 2, 2))
    ValueError: either size or scale_factor should be defined
nn.Upsample(size=3, scale_factor=2)(r(1, 1, 2, 2))
    ValueError: only one of size or scale_factor should be defined
nn.Upsample(scale_factor=2, mode="cubic")(r(1, 1, 2, 2))
    NotImplementedError: Input Error: Only 3D, 4D and 5D input Tensors supported (got 4D) for the modes: nearest |
nn.Upsample(scale_factor=2, mode="bilinear")(r(1, 1, 2))
    NotImplementedError: Got 3D input, but bilinear mode needs 4D input
nn.Upsample(scale_factor=2, mode="nearest", align_corners=True)(r(1, 1, 2, 2))
    ValueError: align_corners option can only be set with the interpolating modes: linear | bilinear | bic
nn.Upsample(scale_factor=(2, 2, 2))(r(1, 1, 2, 2))
    ValueError: Input and scale_factor must have the same number of spatial dimensions, but got input with
nn.CosineSimilarity()(r(2, 3), r(2, 4))
    RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1
nn.PairwiseDistance()(r(2, 3), r(2, 4))
    RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1
nn.MSELoss()(r(2, 3), r(2, 4))
    RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1
nn.MSELoss(reduction="average")(r(2), r(2))
    ValueError: average is not a valid value for reduction
nn.MSELoss()(r(2))
    TypeError: MSELoss.forward() missing 1 required positional argument: 'target'
nn.L1Loss()(r(2, 3), r(4, 3))
    RuntimeError: The size of tensor a (2) must match the size of tensor b (4) at non-singleton dimension 0
nn.SmoothL1Loss()(r(2, 3), r(2))
    RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1
nn.SmoothL1Loss(beta=-1)(r(2), r(2))
    RuntimeError: smooth_l1_loss does not support negative values for beta
nn.HuberLoss(delta=0)(r(2), r(2))
    RuntimeError: huber_loss does not support non-positive values for delta
nn.HuberLoss()(r(2, 3), r(2, 4))
    RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1
nn.BCELoss()(u(2, 3), u(2))
    ValueError: Using a target size (torch.Size([2])) that is different to the input size (torch.Size([2,
nn.BCELoss()(r(2) + 5, u(2))
    RuntimeError: all elements of input should be between 0 and 1
nn.BCELoss()(u(2), c(2))
    RuntimeError: Found dtype Long but expected Float
nn.BCELoss(weight=u(4))(u(2, 3), u(2, 3))
    RuntimeError
nn.BCEWithLogitsLoss()(r(2, 3), u(3, 2))
    ValueError: Target size (torch.Size([3, 2])) must be the same as input size (torch.Size([2, 3]))
nn.BCEWithLogitsLoss(pos_weight=u(4))(r(2, 3), u(2, 3))
    RuntimeError: The size of tensor a (4) must match the size of tensor b (3) at non-singleton dimension 1
nn.CrossEntropyLoss()(r(4, 3), c(5))
    ValueError: Expected input batch_size (4) to match target batch_size (5).
nn.CrossEntropyLoss()(r(4, 3), torch.tensor([0, 1, 2, 3]))
    IndexError: Target 3 is out of bounds
nn.CrossEntropyLoss()(r(4, 3), torch.tensor([0, 1, 2, -1]))
    IndexError: Target -1 is out of bounds
nn.CrossEntropyLoss()(r(4, 3), u(4))
    RuntimeError: expected target dtype to be Long or Byte, but got Float
nn.CrossEntropyLoss()(r(4, 3), torch.tensor([0, 1, 1, 2], dtype=torch.int32))
    RuntimeError: expected target dtype to be Long or Byte, but got Int
nn.CrossEntropyLoss()(r(4, 3), torch.tensor([[0], [1], [1], [2]]))
    RuntimeError: 0D or 1D target tensor expected, multi-target not supported
nn.CrossEntropyLoss(weight=u(4))(r(4, 3), torch.tensor([0, 1, 1, 2]))
    RuntimeError: weight tensor should be defined either for all 3 classes or no classes but got weight tens
nn.CrossEntropyLoss(label_smoothing=1.5)(r(4, 3), torch.tensor([0, 1, 1, 2]))
    RuntimeError: label_smoothing must be between 0.0 and 1.0. Got: 1.5
nn.CrossEntropyLoss()(r(4, 3, 2), torch.tensor([[0, 1], [1, 1], [0, 0]]))
    ValueError: Expected input batch_size (4) to match target batch_size (3).
nn.CrossEntropyLoss()(r(4, 3, 2), u(4, 3, 3))
    RuntimeError: xpected target
nn.NLLLoss()(r(4, 3), c(5))
    ValueError: Expected input batch_size (4) to match target batch_size (5).
nn.NLLLoss()(r(4, 3), u(4, 3))
    RuntimeError: 0D or 1D target tensor expected, multi-target not supported
nn.NLLLoss()(r(4, 3), torch.tensor([0, 1, 2, 9]))
    IndexError: Target 9 is out of bounds
nn.KLDivLoss(reduction="batchmean")(r(2, 3), u(2, 4))
    RuntimeError: The size of tensor a (4) must match the size of tensor b (3) at non-singleton dimension 1
nn.PoissonNLLLoss(reduction="x")(r(2), u(2))
    ValueError: x is not a valid value for reduction
nn.GaussianNLLLoss()(r(2, 3), r(2, 3), u(3, 3))
    ValueError: var is of incorrect size
nn.GaussianNLLLoss()(r(2), r(2), torch.tensor([-1.0, 1.0]))
    ValueError: var has negative entry/entries
nn.CTCLoss()(r(5, 2, 4), torch.tensor([[1, 2], [3, 3]]), (6, 4), (2, 2))
    RuntimeError: Expected input_lengths to have value at most 5, but got value 6
nn.CTCLoss()(r(5, 2, 4), torch.tensor([[1, 2], [3, 3]]), (5, 4), (2, 3))
    RuntimeError: Expected tensor to have size at least 3 at dimension 1, but got size 2 for argument #2 'ta
nn.CTCLoss(blank=9)(r(5, 2, 4), torch.tensor([[1, 2], [3, 3]]), (5, 4), (2, 2))
    RuntimeError: blank must be in label range
nn.MarginRankingLoss()(r(2), r(3), torch.tensor([1.0, -1.0]))
    RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0
nn.MarginRankingLoss()(r(2), r(2), torch.tensor([[1.0, -1.0]]))
    RuntimeError: margin_ranking_loss : All input tensors should have same dimension but got sizes: input1:
nn.HingeEmbeddingLoss()(r(2), torch.ones(3))
    RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0
nn.CosineEmbeddingLoss()(r(2, 3), r(2, 3), torch.ones(3))
    RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0
nn.CosineEmbeddingLoss()(r(2, 3), r(2, 4), torch.ones(2))
    RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1
nn.CosineEmbeddingLoss()(r(3), r(3), torch.ones(3))
    RuntimeError: 1D target tensor expects 2D input tensors, but found inputs with sizes [3] and [3].
nn.SoftMarginLoss()(r(2), torch.ones(3))
    RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0
nn.MultiMarginLoss(p=3)(r(2, 3), c(2))
    ValueError: only p == 1 and p == 2 supported
nn.MultiMarginLoss()(r(2, 3), torch.tensor([0, 5]))
    RuntimeError: target out of range
nn.MultiLabelMarginLoss()(r(2, 3), torch.tensor([[0, 1]]))
    RuntimeError: inconsistent target size: [1, 2] for input of size: [2, 3]
nn.MultiLabelMarginLoss()(r(2, 3), r(2, 3))
    RuntimeError: expected scalar type Long but found Float
nn.MultiLabelSoftMarginLoss()(r(2, 3), torch.ones(2, 4))
    RuntimeError: The size of tensor a (4) must match the size of tensor b (3) at non-singleton dimension 1
nn.TripletMarginLoss(margin=0)
    ValueError: TripletMarginLoss: expected margin to be greater than 0, got 0 instead
nn.TripletMarginLoss()(r(2, 3), r(2, 3), r(3))
    RuntimeError: The anchor, positive, and negative tensors are expected to have the same number of dimensi
nn.TripletMarginLoss()(r(2, 3), r(2, 4), r(2, 3))
    RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1
nn.TripletMarginWithDistanceLoss(margin=-1)
    ValueError: TripletMarginWithDistanceLoss: expected margin to be greater than 0, got -1 instead
nn.Sequential(nn.Linear(3, 4), nn.Linear(5, 2))(r(2, 3))
    RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x4 and 5x2)
nn.Sequential(3)
    TypeError: int is not a Module subclass
nn.Sequential(nn.ReLU())[3]
    IndexError: index 3 is out of range
nn.Sequential(nn.ReLU())(r(2), r(2))
    TypeError: Sequential.forward() takes 2 positional arguments but 3 were given
nn.ModuleList([nn.ReLU()])(r(2))
    NotImplementedError: Module [ModuleList] is missing the required "forward" function
nn.ModuleList([3])
    TypeError: int is not a Module subclass
nn.ModuleList(nn.ReLU())
    TypeError: ModuleList.extend should be called with an iterable, but got ReLU
nn.ModuleDict({"a": 3})
    TypeError: int is not a Module subclass
nn.ModuleDict({3: nn.ReLU()})
    TypeError: module name should be a string. Got int
nn.ModuleDict({"a.b": nn.ReLU()})
    KeyError: 'module name can
nn.ModuleDict({"": nn.ReLU()})
    KeyError: 'module name can
nn.ModuleDict({"a": nn.ReLU()})["b"]
    KeyError
nn.ParameterList([3])[1]
    IndexError: index 1 is out of range
nn.ParameterDict({3: r(2)})
    TypeError: Index given to ParameterDict cannot be used as a key as it is not a string (type is 'int')
nn.Module()(r(2))
    NotImplementedError: Module [Module] is missing the required "forward" function
nn.Module().weight
    AttributeError: 'Module' object has no attribute 'weight'
nn.Module().register_parameter("a", r(2))
    TypeError: cannot assign 'torch.FloatTensor' object to parameter 'a' (torch.nn.Parameter or None requ
nn.Module().register_parameter("a.b", nn.Parameter(r(2)))
    KeyError: 'parameter name can
nn.Module().register_parameter("", None)
    KeyError: 'parameter name can
nn.Module().register_parameter(3, None)
    TypeError: parameter name should be a string. Got int
nn.Module().register_parameter("forward", None)
    KeyError: "attribute 'forward' already exists"
nn.Module().register_parameter("a", nn.Parameter(r(2)) * 2)
    TypeError: cannot assign 'torch.FloatTensor' object to parameter 'a' (torch.nn.Parameter or None requ
nn.Module().register_buffer("a", 3)
    TypeError: cannot assign 'int' object to buffer 'a' (torch Tensor or None required)
nn.Module().register_buffer("a.b", r(2))
    KeyError: 'buffer name can
nn.Module().register_buffer("training", r(2))
    KeyError: "attribute 'training' already exists"
nn.Module().add_module("a", 3)
    TypeError: int is not a Module subclass
nn.Module().add_module("a.b", nn.ReLU())
    KeyError: 'module name can
nn.Module().add_module(3, nn.ReLU())
    TypeError: module name should be a string. Got int
nn.Module().get_submodule("a.b")
    AttributeError: Module has no attribute `a`
nn.Module().get_parameter("a")
    AttributeError: Module has no attribute `a`
nn.Module().get_buffer("a")
    AttributeError: Module has no attribute `a`
nn.Linear(3, 2).get_parameter("training")
    AttributeError: `training` is not an nn.Parameter
setattr(nn.Linear(3, 2), "weight", r(2, 3))
    TypeError: cannot assign 'torch.FloatTensor' as parameter 'weight' (torch.nn.Parameter or None expect
setattr(nn.Linear(3, 2), "weight", 3)
    TypeError: cannot assign 'int' as parameter 'weight' (torch.nn.Parameter or None expected)
setattr(nn.Sequential(nn.ReLU()), "0", 3)
    TypeError: cannot assign 'int' as child module '0' (torch.nn.Module or None expected)
setattr(nn.BatchNorm1d(2), "running_mean", 3)
    TypeError: cannot assign 'int' as buffer 'running_mean' (torch.nn.Buffer, torch.Tensor or None expect
delattr(nn.Linear(3, 2), "what")
    AttributeError: 'Linear' object has no attribute 'what'
nn.Linear(3, 2).train(3)
    ValueError: training mode is expected to be boolean
nn.Linear(3, 2).to(torch.int64)
    TypeError: nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.in
nn.Linear(3, 2).to("mars")
    RuntimeError: Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, x
nn.Linear(3, 2).type("x")
    ValueError: invalid type: 'x'
nn.Linear(3, 2).load_state_dict(3)
    TypeError: Expected state_dict to be dict-like, got <class 'int'>.
nn.init.xavier_uniform_(r(3))
    ValueError: Fan in and fan out can not be computed for tensor with fewer than 2 dimensions
nn.init.kaiming_normal_(r(3))
    ValueError: Fan in and fan out can not be computed for tensor with fewer than 2 dimensions
nn.init.orthogonal_(r(3))
    ValueError: Only tensors with 2 or more dimensions are supported
nn.init.eye_(r(3))
    ValueError: Only tensors with 2 dimensions are supported
nn.init.dirac_(r(3, 3))
    ValueError: Only tensors with 3, 4, or 5 dimensions are supported
nn.init.sparse_(r(3), 0.5)
    ValueError: Only tensors with 2 dimensions are supported
nn.init.calculate_gain("x")
    ValueError: Unsupported nonlinearity x
nn.init.kaiming_uniform_(r(3, 3), mode="x")
    ValueError: Mode x not supported, please use one of ['fan_in', 'fan_out']
nn.utils.rnn.pack_padded_sequence(r(3, 2, 4), torch.tensor([2, 3]))
    RuntimeError: `lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can
nn.utils.rnn.pack_padded_sequence(r(3, 2, 4), torch.tensor([0, 0]))
    RuntimeError: Length of all samples has to be greater than 0, but found an element in 'lengths' that is
nn.utils.rnn.pack_padded_sequence(r(3, 2, 4), torch.tensor([3]))
    RuntimeError: Expected `len(lengths)` to be equal to batch_size, but got 1 (batch_size=2)
nn.utils.rnn.pad_sequence([])
    RuntimeError: received an empty list of sequences
nn.utils.rnn.pad_sequence([r(2, 3), r(2, 4)])
    RuntimeError: n dimension 1
"""

# (what is called, the class of the error, words of its message)
MISTAKES: list[tuple[str, str, str]] = []
_call = ""
for _line in TEXT.strip().splitlines():
    if _line.startswith("    "):
        _kind, _, _words = _line.strip().partition(": ")
        MISTAKES.append((_call, _kind, _words))
    else:
        _call = _line


def raised(torch: ModuleType, call: str) -> Exception | None:
    """What a line raises in a library."""
    rng = np.random.default_rng(0)

    def numbers(values: Any, shape: tuple[int, ...]) -> Any:
        return torch.tensor(values.tolist()).reshape(shape)

    names = {
        "torch": torch,
        "nn": torch.nn,
        "r": lambda *shape: numbers(rng.standard_normal(shape).astype(np.float32), shape),
        "u": lambda *shape: numbers(rng.uniform(0.1, 0.9, shape).astype(np.float32), shape),
        "c": lambda *shape: numbers(rng.integers(0, 3, shape), shape),
    }
    try:
        eval(call, names)
    except Exception as error:
        return error
    return None
