"""Networks: their functions in `functional`, one family a file, and the parameters they learn."""
