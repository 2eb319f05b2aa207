"""`make bench`: how fast the portal is, as ratios to plain Django and WeasyPrint on the same machine.

Works in a throw-away SQLite database and asserts nothing about time.
"""

import argparse
import os
import tempfile
import warnings
from pathlib import Path

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--actions", type=int, default=10_000, help="how many there are (%(default)s)")
    parser.add_argument("--rounds", type=int, default=12, help="how often everything is run (%(default)s)")
    parser.add_argument("--long", action="store_true", help="also how the list grows, up to 50,000 actions")
    parser.add_argument(
        "--editions",
        action="store_true",
        help="only editions: one, all 88, long documents, and pages while they are made (about ten minutes)",
    )
    parser.add_argument("--json", type=Path, default=Path("var/bench.json"), help="where (%(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ.update(
            DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3",
            MEDIA_ROOT=f"{folder}/media",
            DJANGO_SETTINGS_MODULE="tests.settings",
            DEBUG="0",
            LOG_LEVEL="ERROR",
        )
        warnings.filterwarnings("ignore", "No directory at")  # whitenoise, before collectstatic
        django.setup()
        from .run import run  # it needs the settings

        run(options)


if __name__ == "__main__":
    main()
