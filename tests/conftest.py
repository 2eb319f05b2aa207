"""Personas: one sentence each says who they are; everything else is made by the test that needs it."""

import hashlib

import pytest

from brainport_portal.core.models import User
from brainport_portal.core.pdf import RenderedPdf, Variant
from governance.choices import BodyKind, SeatRole
from governance.models import Body
from tests import makers
from workagenda.models import Action
from workagenda.reports import rendering

pytest_plugins = ["tests.plugins_browser"]


@pytest.fixture(autouse=True)
def _test_storage(settings, tmp_path):
    """Files of a test go with the test; passwords are hashed fast; tasks wait until a test runs them."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def mobility(db) -> Body:
    """The working group whose actions most tests are about."""
    return makers.make_body(name="Werkgroep Mobiliteit", slug="werkgroep-mobiliteit")


@pytest.fixture
def housing(db) -> Body:
    """Another working group, whose members must stay out."""
    return makers.make_body(name="Werkgroep Wonen", slug="werkgroep-wonen")


@pytest.fixture
def taskforce(db) -> Body:
    return makers.make_body(BodyKind.TASKFORCE, name="Taskforce", slug="taskforce")


@pytest.fixture
def secretariat(db) -> Body:
    return makers.make_body(BodyKind.SECRETARIAT, name="Secretariaat", slug="secretariaat")


@pytest.fixture
def administration(db) -> Body:
    return makers.make_body(BodyKind.ADMINISTRATION, name="Beheer", slug="beheer")


@pytest.fixture
def official(mobility) -> User:
    """A member of the working group mobility."""
    return makers.make_member(mobility)


@pytest.fixture
def colleague(mobility) -> User:
    """Another member of the same working group."""
    return makers.make_member(mobility)


@pytest.fixture
def coordinator(mobility) -> User:
    """The Dutch coordinator of mobility."""
    return makers.make_member(mobility, SeatRole.COORDINATOR)


@pytest.fixture
def coordinator_be(mobility) -> User:
    """The Flemish coordinator of mobility."""
    return makers.make_member(mobility, SeatRole.COORDINATOR)


@pytest.fixture
def outsider(housing) -> User:
    """A member of another working group: a participant, but not here."""
    return makers.make_member(housing)


@pytest.fixture
def director(taskforce) -> User:
    """A member of the taskforce."""
    return makers.make_member(taskforce)


@pytest.fixture
def reporter(secretariat) -> User:
    """The reporting coordinator."""
    return makers.make_member(secretariat)


@pytest.fixture
def administrator(administration) -> User:
    """Who manages bodies, seats and accounts, and sees no drafts."""
    return makers.make_member(administration)


@pytest.fixture
def seatless(db) -> User:
    """An account without any seat."""
    return makers.make_user()


@pytest.fixture
def action(mobility) -> Action:
    """A public action of mobility."""
    return makers.make_action(mobility, code="MO-02")


@pytest.fixture
def quick_pdf(monkeypatch) -> None:
    """Editions without the seconds that a real PDF takes."""

    def render_content(content, audience, municipality="", variant=Variant.READING):
        data = f"%PDF {variant} {content.reference} {audience} {municipality}".encode()
        return RenderedPdf(data=data, pages=1, sha256=hashlib.sha256(data).hexdigest())

    monkeypatch.setattr(rendering, "render_content", render_content)
