"""Sources: identifiers have the right form, and a reader can always find the source."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from headhealth.models import Source
from tests import factories


def source(**values):
    return Source(**{"title": "Headaches", "publisher": "NHS", "url": "https://x.org/", **values})


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("10.1136/bmj.h2308", "10.1136/bmj.h2308"),
        ("https://doi.org/10.1136/bmj.h2308", "10.1136/bmj.h2308"),
        ("http://dx.doi.org/10.1002/14651858.CD001218.pub3", "10.1002/14651858.CD001218.pub3"),
        ("doi: 10.1136/bmj.h2308 ", "10.1136/bmj.h2308"),
        ("", ""),
    ],
)
def test_doi__is_taken_in_any_usual_spelling(typed, stored, db):
    one = source(doi=typed)
    one.full_clean()
    assert one.doi == stored


@pytest.mark.parametrize(
    "doi", ["bmj.h2308", "10.12/x", "10.1136/", "11.1136/x", "10.1136/a b", "10.1136/a\nb"]
)
def test_doi__of_another_form_is_refused(doi, db):
    with pytest.raises(ValidationError) as refusal:
        source(doi=doi).full_clean()
    assert "doi" in refusal.value.message_dict


@pytest.mark.parametrize("pmid", ["26232314", " 1 ", ""])
def test_pmid__is_a_number(pmid, db):
    source(pmid=pmid).full_clean()


@pytest.mark.parametrize("pmid", ["012345", "123456789", "PMC123", "12.5", "١٢٣"])
def test_pmid__of_another_form_is_refused(pmid, db):
    with pytest.raises(ValidationError) as refusal:
        source(pmid=pmid).full_clean()
    assert "pmid" in refusal.value.message_dict


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"year": 20255}, "year"),
        ({"year": 12}, "year"),
        ({"accessed_on": date(2999, 1, 1)}, "accessed_on"),
        ({"title": ""}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"type": "rumour"}, "type"),
    ],
)
def test_clean__says_which_field(values, field, db):
    with pytest.raises(ValidationError) as refusal:
        source(**values).full_clean()
    assert field in refusal.value.message_dict


@pytest.mark.parametrize(
    ("values", "address"),
    [
        ({"doi": "10.1/x"}, "https://doi.org/10.1/x"),
        ({}, "https://x.org/"),
        ({"url": "", "pmid": "123"}, "https://pubmed.ncbi.nlm.nih.gov/123/"),
    ],
    ids=["DOI first", "web address", "PubMed"],
)
def test_address__is_where_a_reader_finds_it(values, address):
    assert source(**values).address == address


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"year": 2024}, "NHS, 2024"),
        ({"authors": "Smith J, Jones K", "year": 2020}, "Smith J, 2020"),
        ({}, "NHS"),
    ],
)
def test_citation_label__is_short(values, label):
    assert source(**values).citation_label == label


def test_delete__of_a_source_in_use_is_refused_with_a_way_to_the_pages(draft, superuser, client_of):
    used = factories.SourceFactory()
    draft.sources = [("source", used)]
    draft.save()
    url = reverse(Source.snippet_viewset.get_url_name("delete"), args=[used.pk])
    response = client_of(superuser).post(url, follow=True)
    assert "cannot be deleted: it is used in 1 place" in response.content.decode()
    assert "Migraine" in response.content.decode()
    assert Source.objects.filter(pk=used.pk).exists()


def test_delete__of_an_unused_source(superuser, client_of):
    unused = factories.SourceFactory()
    url = reverse(Source.snippet_viewset.get_url_name("delete"), args=[unused.pk])
    client_of(superuser).post(url)
    assert not Source.objects.exists()


@pytest.mark.parametrize("query", ["migra", '"', "\x00", "%00", "مرحبا", "🤕", "x" * 10_000, " "])
def test_chooser_search__takes_any_query(query, superuser, client_of):
    factories.SourceFactory(title="Migraine guideline")
    url = reverse(Source.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
    response = client_of(superuser).get(url, {"q": query})
    assert response.status_code == 200
    # What holds no word at all lists everything.
    is_listed = "Migraine guideline" in response.content.decode()
    assert is_listed == (query in ("migra", '"', "\x00", " "))
