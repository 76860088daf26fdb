"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# The same texts in every run, so that a change is judged by itself; HYPOTHESIS=explore looks for new ones. No time limit for one text:
# a busy machine would fail it (benchmarks/ judges speed).
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS", "same"))
