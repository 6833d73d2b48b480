"""The operations, one card each, by family."""
