"""The portal as `setup_portal` leaves it."""

import hashlib

import pytest
from django.conf import settings as portal_settings

from brainport_portal.core.pdf import RenderedPdf
from brainport_portal.core.reference import load_reference
from governance.domain import set_up_groups
from governance.models import Body
from workagenda.reports import rendering

FIXTURES = portal_settings.BASE_DIR / "fixtures"


def load_fresh_portal() -> None:
    load_reference(FIXTURES / "reference")
    for body in Body.objects.all():
        set_up_groups(body)


@pytest.fixture
def fresh_portal(db) -> None:
    """The reference data and nothing else."""
    load_fresh_portal()


@pytest.fixture
def quick_pdf(monkeypatch) -> None:
    """Editions without the seconds that a real PDF takes."""

    def render_content(content, audience):
        data = f"%PDF {content.reference} {audience}".encode()
        return RenderedPdf(data=data, pages=1, sha256=hashlib.sha256(data).hexdigest())

    monkeypatch.setattr(rendering, "render_content", render_content)
