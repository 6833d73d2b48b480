"""The programs are run by `reports.py`; they hold no tests."""

collect_ignore_glob = ["clean/*.py", "programs/*.py"]
