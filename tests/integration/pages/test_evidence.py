"""What tells a reader why to trust a page: sources, authors, the review line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from headhealth.review.medical_review import ReviewScope
from headhealth.rules.review_schedule import next_review_due
from headhealth.templatetags.headhealth_tags import long_date
from tests import factories
from tests.backdating import backdate_reviews
from tests.integration.pages.reading import SCRIPT, page_maker, preview, read, words


def cite(source: Any) -> str:
    return f'<a linktype="source" id="{source.pk}">[{source.citation_label}]</a>'


def test_sources__are_numbered_and_lead_back_to_the_text(home, client):
    cited = factories.SourceFactory(title="Why heads ache?", authors="Smith J, et al.", year=2020)
    further = factories.SourceFactory(
        title="Pain", year=None, doi="10.1/x", url="", accessed_on="2026-05-03"
    )
    text = f"<p>It is common.{cite(cited)} It passes.{cite(cited)}</p>"
    page = page_maker(home, "condition")(
        body=[factories.text_section(text=text)], sources=[("source", further), ("source", cited)]
    )
    soup = read(client, page)
    first, second = soup.select(".hh-sources__list > li")
    text_of_first = words(first)
    assert text_of_first.startswith("Smith J, et al. Why heads ache? NICE; 2020.")
    assert first["id"] == "source-1"
    assert [link["href"] for link in soup.select(".hh-text a")] == ["#source-1", "#source-1"]
    back = first.select(".hh-sources__places a")
    assert [link["href"] for link in back] == ["#cite-1-1", "#cite-1-2"]
    assert all(soup.find(id=link["href"].removeprefix("#")) for link in back)
    assert words(second) == "Pain. NICE. doi:10.1/x. Accessed on 3 May 2026."
    assert second.a["href"] == "https://doi.org/10.1/x"


def test_authors__are_named_with_what_readers_should_know(home, client):
    author = factories.ContributorFactory(
        name="Sam Reed",
        credentials="BA",
        role="Health writer",
        affiliation="The clinic",
        conflict_statement=f"None. {SCRIPT}",
        conflict_declared_on="2026-05-03",
    )
    deleted = factories.ContributorFactory(name="Gone")
    page = page_maker(home, "condition")(
        authors=[("contributor", author), ("contributor", deleted)]
    )
    deleted.delete()
    soup = read(client, page)
    text = words(soup.select_one(".hh-about"))
    assert "Sam Reed, BA Health writer, The clinic" in text
    assert f"Conflicts of interest, declared on 3 May 2026: None. {SCRIPT}" in text
    assert len(soup.select(".hh-authors__item")) == 1
    assert "Medical review" not in text


def reviewed_days_ago(days: int) -> None:
    """Move all reviews into the past."""
    backdate_reviews(days=days)


def review_text(client: Any, page: Page) -> str:
    return words(read(client, page).select_one(".hh-review-line"))


def test_review_line__names_reviewer_and_next_review(live, client):
    reviewed_days_ago(10)
    today = timezone.localdate()
    reviewed, due = today - timedelta(days=10), next_review_due(today - timedelta(days=10), 36)
    assert review_text(client, live) == (
        f"Medical review Last reviewed on {long_date(reviewed)} by Dr Reviewer, MBBS. "
        f"Next review due on {long_date(due)}."
    )


def test_review_line__says_that_a_review_is_overdue(live, client):
    reviewed_days_ago(3650)
    assert "The next review was due on" in review_text(client, live)
    assert "Next review due on" not in review_text(client, live)


def test_review_line__partial_review_is_an_update(live, editor, other_reviewer, client):
    live.summary = "Most headaches pass in a day."
    state = factories.submit(live, user=editor)
    factories.approve(state, user=other_reviewer, scope=ReviewScope.CHANGES)
    text = review_text(client, live)
    assert "by Dr Reviewer, MBBS." in text
    assert "changes reviewed by Dr Other_Reviewer, MBBS." in text


def test_draft__says_in_its_preview_that_nobody_reviewed_it(live, client):
    notice = "Draft: not medically reviewed"
    assert notice not in read(client, live).get_text()
    assert notice not in preview(live).get_text()
    live.summary = "Changed since."
    live.save_revision()
    unreviewed = live.get_latest_revision_as_object()
    assert notice in preview(unreviewed).get_text()
    assert not preview(unreviewed).select(".hh-review-line")
    assert notice not in read(client, live).get_text()
