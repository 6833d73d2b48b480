"""The functions of networks that torch has under its own name too, where their arguments stand in another order."""
