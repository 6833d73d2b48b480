"""Seeing: the values and gradients of a computation as graphs, curves and tables."""
