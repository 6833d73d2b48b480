"""Data pipes: datasets put together of small steps, `pipe.map(f).shuffle().batch(8)`; streams, and by index."""

from backlight.data.pipes.base import DataChunk, IterDataPipe, MapDataPipe, functional_datapipe

__all__ = ["DataChunk", "IterDataPipe", "MapDataPipe", "functional_datapipe"]
