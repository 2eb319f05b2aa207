"""The migrations for real: the rest of the suite makes its tables without them."""

import os
import subprocess
import sys
import uuid
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings


@pytest.fixture
def empty_database(tmp_path):
    """The address of a database of this test alone, on the kind of server that the suite runs on."""
    suite = os.environ.get("DATABASE_URL", "")
    if not suite.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'migrations.sqlite3'}"
        return
    name = f"migrations_{uuid.uuid4().hex}"
    with psycopg.connect(suite, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield urlsplit(suite)._replace(path=f"/{name}").geturl()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.database
def test_migrations_fit_the_models_and_run_both_ways_on_filled_tables(empty_database, tmp_path):
    environment = os.environ | {
        "DATABASE_URL": empty_database,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "ERROR",
        "MEDIA_ROOT": str(tmp_path / "media"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.architecture.migrate_both_ways"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines() == [
        "No changes detected",
        "migrated both ways: reports workagenda governance charter partners core",
    ]
