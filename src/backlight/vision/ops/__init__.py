"""Layers that vision networks share, and arithmetic on boxes and regions."""
