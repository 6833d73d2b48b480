"""Tests mirror src; `from tests.samples import SAMPLES` works everywhere below."""
