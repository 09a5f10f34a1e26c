"""Pages that a page names: related pages and the conditions that a treatment is for."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.integration.pages.reading import headings, page_maker, public, read


@pytest.mark.parametrize(
    ("kind", "field", "heading"),
    [
        ("condition", "related_pages", "Related pages"),
        ("treatment", "conditions", "Conditions it treats"),
    ],
)
def test_linked_pages__are_public_and_named_once(kind, field, heading, home, client):
    conditions = factories.AToZPageFactory(parent=home, title="Linked")
    shown = public(factories.ConditionPageFactory(parent=conditions, title="Shown"))
    draft = factories.ConditionPageFactory(parent=conditions, title="Not reviewed")
    private = public(factories.ConditionPageFactory(parent=conditions, title="Private"))
    private.view_restrictions.create(restriction_type="login")
    deleted = factories.ConditionPageFactory(parent=conditions)
    chosen = [("page", page) for page in (draft, shown, private, deleted, shown)]
    page = page_maker(home, kind)(**{field: chosen})
    deleted.delete()
    soup = read(client, page)
    assert heading in headings(soup)
    links = soup.select(".hh-related a")
    assert [(link.get_text(), link["href"]) for link in links] == [("Shown", shown.url)]


def test_linked_pages__cost_no_query_each(home, client, django_assert_num_queries):
    conditions = factories.AToZPageFactory(parent=home, title="Linked")
    linked = [public(factories.ConditionPageFactory(parent=conditions)) for _ in range(12)]
    make = page_maker(home, "condition")
    few, many = (
        make(related_pages=[("page", page) for page in linked[:number]]) for number in (1, 12)
    )
    client.get(few.url)
    with CaptureQueriesContext(connection) as counted:
        assert len(read(client, few).select(".hh-related a")) == 1
    with django_assert_num_queries(len(counted)):
        assert len(read(client, many).select(".hh-related a")) == 12
