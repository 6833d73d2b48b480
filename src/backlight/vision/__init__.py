"""Pictures: reading and changing them, data sets of them, networks for them, boxes on them."""
