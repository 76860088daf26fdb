"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from web.cycles import look_seldom

# The same texts in every run, so that a change is judged by itself; HYPOTHESIS=explore looks for new ones. No time limit for one text, nor
# for making them: a busy machine would fail it (benchmarks/ judges speed).
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", derandomize=False, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS", "same"))

look_seldom()  # as the command does, which tests that call the library or the service in their own process go without

# A test that forgets to name its data folder fails in its first run, and never touches the documents of whoever runs it.
os.environ["BIENBAN_DATA"] = f"{os.devnull}/named-by-no-test"
