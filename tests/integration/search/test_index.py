"""The index: what it costs, what it holds, and that the database uses it."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from headhealth.models import ConditionPage
from headhealth.search.dialects import dialect_of
from headhealth.search.scope import SearchScope
from tests import factories
from tests.bench.many_pages import WORD_ON_EVERY_PAGE, make_many_pages
from tests.integration.pages.reading import public


def queries(client, path, **parameters):
    """The queries of a reader's request when the process is warm."""
    client.get(path, parameters)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, parameters).status_code == 200
    return [query["sql"] for query in captured]


@pytest.fixture(params=[10, 300])
def number(request, home):
    """So many pages that hold the same word."""
    make_many_pages(request.param, sections=2, words=20)
    public(factories.SymptomFactory(name="stiff neck"))
    return request.param


@pytest.mark.parametrize(
    ("query", "most"),
    [
        pytest.param(WORD_ON_EVERY_PAGE, 4, id="word_on_every_page"),
        pytest.param(f"{WORD_ON_EVERY_PAGE} heading", 4, id="two_words"),
        pytest.param("stif nek", 4, id="corrected_in_vain"),
        pytest.param("zebra", 4, id="nothing"),
        pytest.param("", 4, id="empty"),
    ],
)
def test_search__costs_four_queries_whatever_there_is(query, most, number, client):
    assert len(queries(client, "/search/", q=query)) <= most


def test_corrected_search__costs_four_queries(number, client):
    page = ConditionPage.objects.last()
    ConditionPage.objects.filter(pk=page.pk).update(title="Concussion")
    call_command("update_index", verbosity=0)
    response = client.get("/search/", {"q": "concusion"})
    assert "Did you mean <strong>concussion</strong>" in response.content.decode()
    assert len(queries(client, "/search/", q="concusion")) <= 4


def test_suggestions__cost_two_queries(number, client):
    assert len(queries(client, "/search/suggestions/", q="a")) == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="The index is PostgreSQL's.")
def test_postgresql__uses_the_index_for_titles_and_bodies(number):
    def plan(sql, params):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE wagtailsearch_indexentry")
            cursor.execute(f"EXPLAIN {sql}", params)
            return "\n".join(row[0] for row in cursor.fetchall())

    # A table this small is quicker read from end to end, and the planner knows.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    sql, params = dialect_of(connection).matches([[WORD_ON_EVERY_PAGE]], any_word=False)
    assert "headhealth_words_of_index_entries" in plan(sql, params)
    # The expression that modelsearch's own query asks for, verified at 10,000 pages as a whole.
    stock = str(Page.objects.search("zebra").get_queryset().query)
    assert '("wagtailsearch_indexentry"."title" || "wagtailsearch_indexentry"."body") @@' in stock
    words = "(title || body) @@ to_tsquery('zebra')"
    assert "headhealth_words_of_index_entries" in plan(
        f"SELECT id FROM wagtailsearch_indexentry WHERE {words}", []
    )


def test_index_of_postgresql__is_there_and_nowhere_else(db):
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, "wagtailsearch_indexentry")
    has_index = "headhealth_words_of_index_entries" in constraints
    assert has_index == (connection.vendor == "postgresql")


def publish_symptom(symptom):
    return factories.published(symptom, author=factories.editor(), approver=factories.reviewer())


def test_symptom_that_gets_another_name__is_found_by_it(
    make, search, django_capture_on_commit_callbacks
):
    symptom = publish_symptom(factories.SymptomFactory(name="stiff neck"))
    entries = [{"symptom": symptom, "note": ""}]
    block = {"heading": "Symptoms", "aspect": "symptoms", "intro": "", "entries": entries}
    make["condition"](title="Meningitis", body=[("symptom_list", block)])
    assert search("stiff neck").titles == ["Meningitis"]
    symptom.also_known_as = "nuchal rigidity"
    symptom.save_revision()
    assert search("rigidity").titles == []
    with django_capture_on_commit_callbacks(execute=True):
        factories.published(
            symptom,
            author=factories.editor(username="second_editor"),
            approver=factories.reviewer(username="second_reviewer"),
        )
        # Not by a worker that would look before the new name is there.
        assert search("rigidity").titles == []
    assert search("rigidity").titles == ["Meningitis"]
    with django_capture_on_commit_callbacks(execute=True):
        type(symptom).objects.get().unpublish()
    assert search("rigidity").titles == search("stiff neck").titles == []


def test_scope__is_nothing_without_a_site(rf, db):
    from wagtail.models import Site

    Site.objects.all().delete()
    assert SearchScope.of_request(rf.get("/")) is None
