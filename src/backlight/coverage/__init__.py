"""How much of torch is there: every name that public programs use, weighted by the number of files that use it."""

from backlight.coverage.counting import Share, keywords_had, names_had
from backlight.coverage.report import page, table

__all__ = ["Share", "keywords_had", "names_had", "page", "table"]
