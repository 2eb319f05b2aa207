"""Every demo account does its job in a real browser."""

import pytest

pytestmark = pytest.mark.browser


def test_visitor(window):
    page = window()
    page.goto("/")
    print(page.title())
