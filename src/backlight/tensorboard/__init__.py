"""`SummaryWriter`: event files for TensorBoard, written with NumPy and the standard library alone.

torch needs the package `tensorboard` to write, with gRPC and a web server in its train; `tensorboardX` is lighter, but
writes other tags ("train_loss" for "train loss") and imports an installed torch. The format is small: records of
messages in Protocol Buffers (`records.py`). So nothing has to be installed to write; to look at it:
`pip install "backlight[tensorboard]"`, which also brings Pillow, for boxes and videos.
"""

from backlight.tensorboard.writer import FileWriter, SummaryWriter

__all__ = ["FileWriter", "SummaryWriter"]
