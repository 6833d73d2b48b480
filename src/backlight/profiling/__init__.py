"""Where the time goes: `profile` times every operation of a block, `benchmark.Timer` one statement many times."""
