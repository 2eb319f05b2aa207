"""The portal's own settings on a development machine: for pytest, mypy and editors, also without make."""

import os

os.environ.setdefault("DEVELOPMENT", "1")

from brainport_portal.settings import *  # noqa: F403 the same names, after the environment is set
