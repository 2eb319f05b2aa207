"""The portal as `setup_portal` leaves it."""

import pytest
from django.conf import settings as portal_settings

from brainport_portal.core.reference import load_reference
from governance.domain import set_up_groups
from governance.models import Body

FIXTURES = portal_settings.BASE_DIR / "fixtures"


def load_fresh_portal() -> None:
    load_reference(FIXTURES / "reference")
    for body in Body.objects.all():
        set_up_groups(body)


@pytest.fixture
def fresh_portal(db) -> None:
    """The reference data and nothing else."""
    load_fresh_portal()
