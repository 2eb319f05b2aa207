"""What monitoring is told."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests import makers

pytestmark = pytest.mark.django_db


def test_health_is_well(client):
    response = client.get(reverse("health"))

    assert (response.status_code, response.json()["migrations_waiting"]) == (200, 0)


@pytest.mark.parametrize(("is_development", "status"), [(True, 200), (False, 503)])
def test_examples_in_production_are_reported(client, settings, is_development, status):
    settings.DEVELOPMENT = is_development
    makers.make_user(is_demo=True)

    assert client.get(reverse("health")).status_code == status


def test_set_up_refuses_examples_in_production(settings):
    settings.DEVELOPMENT = False
    makers.make_user(is_demo=True)

    with pytest.raises(CommandError, match="demonstration data"):
        call_command("setup_portal")
