"""One page of a list that may be long."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window

_MOST_DIGITS = 6
"""No list has a million pages, and no database takes a number of any length."""


def page_of(rows: QuerySet, *, per_page: int, wanted: str | None) -> Page:
    """The page of ``rows`` that a query string asks for, or the nearest that there is.

    How many rows there are comes with the first of them: to count them apart is to find all of
    them twice.
    """
    text = wanted or ""
    number = int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 1
    number = max(number, 1)
    first = (number - 1) * per_page
    found = list(rows.annotate(row_count=Window(Count("*")))[first : first + per_page])
    paginator = Paginator(rows, per_page)
    if not found and number > 1:
        return paginator.get_page(number)
    vars(paginator)["count"] = found[0].row_count if found else 0
    return Page(found, number, paginator)
