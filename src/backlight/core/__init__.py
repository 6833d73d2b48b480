"""The engine: number types, modes, the op card, nodes, and the walk backwards."""
