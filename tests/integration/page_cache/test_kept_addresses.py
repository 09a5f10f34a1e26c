"""Everything that is kept, and what it is made of."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from headhealth.models import CommentSettings, ContentGeneration, Symptom
from headhealth.page_cache.write_statements import NEVER_PUBLIC
from tests import factories
from tests.integration.pages.reading import PAGE_TYPES, page_maker, symptom_entry


def symptom_url(article):
    symptom = Symptom.objects.get(name="Stiff neck")
    return reverse("headhealth:symptom_detail", args=[symptom.pk, "stiff-neck"])


def symptom_list_url(article):
    entry = symptom_entry(symptom=Symptom.objects.get(name="Stiff neck"))
    make = page_maker(article.get_parent().get_parent(), "symptom_list")
    return factories.published(make(entries=[entry])).url


def treatment_url(article):
    make = page_maker(article.get_parent().get_parent(), "treatment")
    return factories.published(make(title="Rest")).url


ADDRESSES = {
    "condition": lambda article: article.url,
    "a_to_z": lambda article: article.get_parent().url,
    "symptom_list": symptom_list_url,
    "treatment": treatment_url,
    "symptom": symptom_url,
    "changes": lambda article: reverse("headhealth:changes_list", args=[article.pk]),
    "changes_feed": lambda article: reverse("headhealth:changes_feed"),
    "recently_reviewed": lambda article: reverse("headhealth:recently_reviewed"),
    "search_description": lambda article: reverse("headhealth:search_description"),
    "robots": lambda article: reverse("headhealth:robots"),
    "sitemap": lambda article: reverse("headhealth:sitemap"),
}


def test_page_types__are_all_here():
    assert PAGE_TYPES.keys() < ADDRESSES.keys()


@pytest.mark.parametrize("kind", ADDRESSES)
def test_kept_address__reads_nothing_that_is_written_without_renewing_it(kind, article, worker):
    """Else a write to it would leave what is kept out of date."""
    CommentSettings.objects.create(site=article.get_site(), is_enabled=True)
    factories.ReaderCommentFactory(page=article, approved=True)
    url = ADDRESSES[kind](article)
    # All that is read: by the first request, as a worker remembers some of it.
    with CaptureQueriesContext(connection) as captured:
        assert worker.keeps(url)
    assert len(captured) > 2
    known = {model._meta.label: model for model in apps.get_models()}
    unwatched = {known[label] for label in NEVER_PUBLIC if label in known} - {ContentGeneration}
    read = {
        model._meta.label
        for model in unwatched
        for query in captured
        if f'"{model._meta.db_table}"' in query["sql"]
    }
    assert not read
