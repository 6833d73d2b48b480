"""`torch.utils.data.datapipes.datapipe`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.data.pipes import DataChunk as DataChunk
from backlight.data.pipes import IterDataPipe as IterDataPipe
from backlight.data.pipes import MapDataPipe as MapDataPipe

__getattr__ = _missing_from(__name__)
