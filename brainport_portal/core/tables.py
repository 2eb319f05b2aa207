"""Lists as tables: sorting and paging from the address, with limits that a reader cannot push."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import django_tables2
from django.core.paginator import EmptyPage
from django.db.models import QuerySet
from django_tables2.utils import signature

from .http import PortalRequest

PER_PAGE = 25
MOST_PER_PAGE = 100

AnyTable = TypeVar("AnyTable", bound=django_tables2.Table)


def show_table(
    request: PortalRequest, table_class: type[AnyTable], rows: QuerySet, *, leave_out: Sequence[str] = ()
) -> AnyTable:
    """`rows` as a table, sorted and paged as the address asks.

    `leave_out` names columns that have nothing to say. Nonsense in the address is not an error: an unknown
    column is ignored, a page past the end is the last page, and a page holds 1 to 100 rows.
    """
    # Without `request`: given that, django-tables2 pages by itself, with any number that the address asks.
    table = table_class(rows, order_by=request.GET.getlist("sort"), exclude=leave_out)
    table.data.data = _in_one_order(table.data.data)
    for column in table.columns:
        column.cell_class = column.column.attrs.get("td", {}).get("class", "")
        column.render = _with_known_signature(column.render)
    per_page = min(positive_int(request.GET.get("per_page"), PER_PAGE), MOST_PER_PAGE)
    try:
        table.paginate(page=positive_int(request.GET.get("page"), 1), per_page=per_page)
    except EmptyPage:
        table.paginate(page=table.paginator.num_pages, per_page=per_page)
    return table


def _in_one_order(rows: QuerySet) -> QuerySet:
    """`rows` in an order that leaves nothing to the database.

    What is equal in the column asked for would else stand as it was last written: that tells of changes
    that the reader may not know of, and shows a row twice or never from page to page.
    """
    return rows.order_by(*rows.query.order_by, *rows.model._meta.ordering, "pk")


def positive_int(text: str | None, default: int) -> int:
    """The number in `text` when it is a whole number above zero, otherwise `default`."""
    if text and text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0:
        return int(text)
    return default


def _with_known_signature(render: Callable[..., Any]) -> Callable[..., Any]:
    """`render`, inspected once: django-tables2 does so again for every cell, a quarter of its time."""
    wanted, takes_all = signature(render)
    if takes_all:
        return render

    def render_cell(**cell: Any) -> Any:
        return render(**{name: cell[name] for name in wanted})

    render_cell.__signature__ = inspect.signature(render_cell)  # type: ignore[attr-defined] # found at once
    return render_cell
