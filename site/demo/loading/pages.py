"""The demo's pages, each taken to the state that its data file asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import timedelta
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Site

from demo.loading import editorial
from demo.loading.block_values import Names, rich_text, stream
from demo.loading.content_files import PAGE_FOLDERS, read_pages
from demo.models import HomePage
from headhealth.models import AToZPage, ConditionPage, SymptomListPage, TreatmentPage
from headhealth.review.policies import policy_for

PAGE_TYPES: dict[str, tuple[Any, str, str]] = {
    "conditions": (
        ConditionPage,
        "Conditions",
        "What a condition is, its symptoms and causes, and what helps.",
    ),
    "symptom_lists": (
        SymptomListPage,
        "Symptoms",
        "What symptoms can mean, the most urgent first.",
    ),
    "treatments": (
        TreatmentPage,
        "Treatments",
        "How a treatment works, its benefits and its risks.",
    ),
}
"""Folder of data files to page type, and title and description of their A to Z."""
SLUGS = {"conditions": "conditions", "symptom_lists": "symptoms", "treatments": "treatments"}

PLAIN_FIELDS = ("summary", "risk_tier")
CHOOSER_FIELDS = {
    "authors": ("authors", "contributor"),
    "sources": ("sources", "source"),
    "related": ("related_pages", "page"),
    "conditions": ("conditions", "page"),
    "entries": ("entries", "entry"),
    "care_cards": ("care_cards", "care_card"),
    "faq": ("faq", "question"),
}
"""Data file key to field name and the one block of that field."""

REVIEWERS = ("reviewer", "reviewer2", "reviewer3")
"""Accounts; the third approves where it takes two and one of the others wrote it."""

PUBLISHING_FIELDS = [
    "live",
    "has_unpublished_changes",
    "live_revision",
    "latest_revision",
    "latest_revision_created_at",
    "first_published_at",
    "last_published_at",
    "draft_title",
]
"""What publishing changes of a page beside its content."""

SCHEDULED_IN = timedelta(days=14)
LATE_BY = timedelta(days=45)


def load_tree() -> dict[str, AToZPage]:
    """The home page as the site's root, and an A to Z for each folder of pages."""
    home = HomePage.objects.first() or _create_home()
    indexes = {}
    for folder, (page_type, title, description) in PAGE_TYPES.items():
        index = AToZPage.objects.child_of(home).filter(slug=SLUGS[folder]).first()
        indexes[folder] = index or home.add_child(
            instance=AToZPage(
                title=title,
                search_description=description,
                slug=SLUGS[folder],
                listed_type=page_type._meta.label,
                show_in_menus=True,
            )
        )
    return indexes


def _create_home() -> HomePage:
    site = Site.objects.get(is_default_site=True)
    # Canonical addresses, the site map and the feed name the host that the site knows.
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site.hostname = address.hostname or site.hostname
    site.port = address.port or (443 if address.scheme == "https" else 80)
    welcome = site.root_page
    root = Page.get_first_root_node()
    home = root.add_child(
        instance=HomePage(
            title="Health information you can check",
            slug="headhealth-home",
            lead="About headaches and what can lie behind them: in plain words, with sources, and "
            "reviewed by a health professional before you see it.",
        )
    )
    site.root_page = home
    site.site_name = "headhealth"
    site.save()
    if welcome.specific_class is Page and not welcome.get_children().exists():
        # Wagtail's own "Welcome to your new Wagtail site!".
        welcome.delete()
    return home


def load_pages(names: Names, accounts: Mapping[str, Any], indexes: Mapping[str, AToZPage]) -> int:
    """Create and take to their states the pages that are missing. Returns how many there were.

    First all pages are created empty, as they link to one another.
    """
    new = []
    for folder in PAGE_FOLDERS:
        page_type, *_ = PAGE_TYPES[folder]
        for entry in read_pages(folder):
            page = page_type.objects.filter(slug=entry["slug"]).first()
            if page is None:
                page = page_type(
                    title=entry["title"],
                    slug=entry["slug"],
                    live=False,
                    has_unpublished_changes=True,
                    owner=accounts["editor"],
                )
                indexes[folder].add_child(instance=page)
                new.append((page, entry))
            names.pages[page.slug] = page
    turns = cycle([accounts["reviewer"], accounts["reviewer2"]])
    for page, entry in new:
        fill(page, entry, names)
        authors = {author.user for author in page.live_authors}
        first = next(user for user in turns if user not in authors)
        others = (accounts[name] for name in REVIEWERS if accounts[name] not in authors | {first})
        reviewers = [first, *others]
        take_to_state(page, entry, author=accounts["editor"], reviewers=reviewers)
        go_on(
            page,
            entry,
            author=accounts["editor"],
            reviewers=reviewers,
            publisher=accounts["publisher"],
        )
    return len(new)


def fill(page: Any, entry: Mapping[str, Any], names: Names) -> None:
    """Set the fields of ``page`` from a data file's ``entry``."""
    page.also_known_as = "\n".join(entry.get("also_known_as") or [])
    for name in PLAIN_FIELDS:
        setattr(page, name, entry[name].strip())
    page.comments_allowed = entry.get("comments_allowed", False)
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField) and field.name in entry:
            setattr(page, field.name, rich_text(entry[field.name], names, field.features))
    if "body" in entry:
        page.body = stream(page.body.stream_block, entry["body"], names)
    for key, (field_name, block_name) in CHOOSER_FIELDS.items():
        if key in entry and isinstance(page._meta.get_field(field_name), StreamField):
            items = [{block_name: item} for item in entry[key] or []]
            setattr(page, field_name, stream(getattr(page, field_name).stream_block, items, names))


def take_to_state(
    page: Any, entry: Mapping[str, Any], *, author: Any, reviewers: Sequence[Any]
) -> None:
    """Write, submit and decide as far as ``entry["state"]`` says."""
    for version in entry.get("history", ()):
        _publish_earlier(page, version, author=author, reviewers=reviewers)
    state = entry.get("state", "live")
    if state == "draft":
        page.save_revision(user=author, log_action=True)
        return
    if state == "scheduled":
        page.go_live_at = timezone.now() + SCHEDULED_IN
    with editorial.moved_clock(_overdue_since(page)) if state == "overdue" else nullcontext():
        task_state = editorial.submit(page, author=author)
        if state == "changes_requested":
            comment = entry["request_comment"].strip()
            editorial.request_changes(task_state, reviewer=reviewers[0], comment=comment)
        elif state != "in_review":
            editorial.approve(task_state, reviewers=reviewers, **entry.get("change", {}))


def go_on(
    page: Any,
    entry: Mapping[str, Any],
    *,
    author: Any,
    reviewers: Sequence[Any],
    publisher: Any,
) -> None:
    """What happened to ``page`` after it was published: a draft, an urgent change, a withdrawal."""
    page = type(page).objects.get(pk=page.pk)
    if "draft_change" in entry:
        _write(page, entry["draft_change"], author)
    if "partly_approved_change" in entry:
        change = entry["partly_approved_change"]
        _set(page, change)
        task_state = editorial.submit(page, author=author)
        editorial.describe(task_state, comment=change["comment"].strip())
        editorial.approve(task_state, reviewers=reviewers[:1])
    if "urgent_change" in entry:
        change = entry["urgent_change"]
        _write(page, change, author)
        editorial.publish_urgently(page, user=publisher, reason=change["reason"].strip())
    if "withdrawal" in entry:
        withdrawal = entry["withdrawal"]
        editorial.withdraw(
            page,
            user=publisher,
            reason=withdrawal["reason"].strip(),
            replacement=Page.objects.get(slug=withdrawal["replacement"]),
        )


def _set(page: Any, change: Mapping[str, Any]) -> None:
    setattr(page, change["field"], change["value"].strip())


def _write(page: Any, change: Mapping[str, Any], author: Any) -> None:
    _set(page, change)
    page.save_revision(user=author, log_action=True)


def _publish_earlier(
    page: Any, version: Mapping[str, Any], *, author: Any, reviewers: Sequence[Any]
) -> None:
    """Have ``page`` approved as it was so many days ago, when one of its fields said less."""
    name = version["field"]
    content = getattr(page, name)
    setattr(page, name, version["value"].strip())
    with editorial.moved_clock(timedelta(days=version["days_ago"])):
        task_state = editorial.submit(page, author=author)
        editorial.approve(task_state, reviewers=reviewers, **version.get("change", {}))
    page.refresh_from_db(fields=PUBLISHING_FIELDS)
    setattr(page, name, content)


def _overdue_since(page: Any) -> timedelta:
    months = policy_for(page).interval_months(page)
    return timedelta(days=months * 31) + LATE_BY
