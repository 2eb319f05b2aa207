"""The page of the taskforce and the planning, as an audit and a validator see them."""

import pytest

from .conftest import NARROW, WIDE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("directeur", "/taskforce/"),
        ("directeur", "/taskforce/?van=2099-01-01"),
        ("", "/planning/"),
        ("ambtenaar.mobiliteit", "/planning/?domein=MO"),
    ],
)
def test_page_has_no_faults(window, axe, check_html, name, address):
    page = window(name)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(address)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert check_html([answer.text()]) == []
