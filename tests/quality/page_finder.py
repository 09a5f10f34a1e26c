"""Finds the pages of the demo site. Runs inside Django, on the demo's database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from wagtail.models import Site, get_page_models

from headhealth.comments.discussion import discussion_of
from headhealth.guest_reading.invite import renew_link
from headhealth.models import (
    ConditionPage,
    GuestInvitation,
    Symptom,
    SymptomListPage,
    Withdrawal,
)
from tests.quality.reader_pages import ReaderPage


def find_reader_pages() -> Iterator[ReaderPage]:
    """The pages of every page type, then everything that is not a page of Wagtail's."""
    yield from tree_pages()
    yield from other_pages()


def tree_pages() -> Iterator[ReaderPage]:
    """All live public pages, by type; the longest of each type is its specimen."""
    for model in sorted(get_page_models(), key=lambda model: str(model._meta.verbose_name)):
        live = model.objects.exact_type(model).live().public()
        pages = [page for page in live if page.url]
        specimen = longest(pages)
        for page in pages:
            _site, _root_url, path = page.get_url_parts()
            yield ReaderPage(
                kind=str(model._meta.verbose_name).capitalize(),
                address=path,
                specimen=page == specimen,
            )


def longest(objects: Iterable[Any]) -> Any:
    """The one with most in it, which stands for all of its type."""
    return max(objects, key=lambda one: len(one.to_json()), default=None)


def other_pages() -> Iterator[ReaderPage]:
    yield from about_condition(longest(ConditionPage.objects.live().public()))
    yield from symptom_pages()
    yield from comment_pages()
    search = reverse("headhealth:search")
    yield ReaderPage("Search, nothing asked", search, listed=False)
    yield ReaderPage("Search, found", f"{search}?q=headache", listed=False)
    yield ReaderPage("Search, did you mean", f"{search}?q=migrane", listed=False)
    yield ReaderPage("Search, nothing found", f"{search}?q=qqqqqq", listed=False)
    yield ReaderPage("Search, suggestions", search, listed=False, action="type_a_word")
    yield from guest_pages()
    for withdrawal in Withdrawal.objects.all():
        yield ReaderPage("Withdrawn (410)", withdrawal.path, status=410, listed=False)
    yield ReaderPage("Recently reviewed", reverse("headhealth:recently_reviewed"))
    yield ReaderPage("Not found (404)", "/nothing-here/", status=404, listed=False)


def about_condition(condition: ConditionPage) -> Iterator[ReaderPage]:
    """What belongs to a page and has an address or a state of its own."""
    page = condition.get_url_parts()[2]
    yield ReaderPage("Condition, dialog open", page, action="open_dialog")
    yield ReaderPage("Condition, dialog with errors", page, action="send_dialog_unfilled")
    changes = reverse("headhealth:changes_list", args=[condition.pk])
    yield ReaderPage("Change log", changes, listed=False)
    feedback = reverse("headhealth:feedback_create", args=[condition.pk])
    yield ReaderPage("Feedback form", feedback, listed=False)
    yield ReaderPage("Feedback form with errors", feedback, listed=False, action="send_unfilled")
    report = f"{feedback}?section="
    yield ReaderPage("Report of a mistake", report, listed=False)
    yield ReaderPage("Report with errors", report, listed=False, action="send_unfilled")
    thanks = reverse("headhealth:feedback_thanks", args=[condition.pk])
    yield ReaderPage("Feedback sent", thanks, listed=False)


def guest_pages() -> Iterator[ReaderPage]:
    """What an expert from outside meets who follows a link. Nobody knows the demo's own."""
    invitation = GuestInvitation.objects.unanswered().open().first()
    address = reverse("headhealth:guest_reading", args=[renew_link(invitation, days=7)])
    yield ReaderPage("Guest reader", address, listed=False)
    yield ReaderPage("Guest reader with errors", address, listed=False, action="check_unfilled")
    ended = reverse("headhealth:guest_reading", args=["ended"])
    yield ReaderPage("Guest reader, link ended (410)", ended, status=410, listed=False)


def symptom_pages() -> Iterator[ReaderPage]:
    symptom_list = longest(SymptomListPage.objects.live().public())
    path = symptom_list.get_url_parts()[2]
    yield ReaderPage("Symptom list, some picked", path, listed=False, action="pick_symptoms")
    symptoms = Symptom.objects.filter(live=True)
    specimen = longest(symptoms)
    for symptom in symptoms:
        yield ReaderPage("Symptom", symptom.address, specimen=symptom == specimen)


def comment_pages() -> Iterator[ReaderPage]:
    """The forms and the list under the first article that readers can comment on."""
    site = Site.objects.get(is_default_site=True)
    conditions = ConditionPage.objects.live().public()
    open_to_readers = next(page for page in conditions if discussion_of(page, site=site))
    form, sent, comments = (
        reverse(f"headhealth:comment_{name}", args=[open_to_readers.pk])
        for name in ("create", "sent", "list")
    )
    yield ReaderPage("Comment form", form, listed=False)
    yield ReaderPage("Comment form with errors", form, listed=False, action="send_unfilled")
    yield ReaderPage("Comment sent", sent, listed=False)
    yield ReaderPage("All comments", comments, listed=False)
