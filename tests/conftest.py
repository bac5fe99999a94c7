"""Property tests draw the same examples in every run, so that a failure in CI is one that can be repeated.

`pytest --hypothesis-profile=explore` draws fresh ones, ten times as many where a test sets no number itself.
"""

from __future__ import annotations

from hypothesis import settings

# named here for a checkout that is used without being installed
pytest_plugins = ("pytester", "tajsim.golden.plugin")

settings.register_profile("reproducible", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("reproducible")
