"""Pages that are aliases of each other, which Wagtail's screens never make and scripts can."""

from __future__ import annotations

from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from headhealth.models import ConditionPage
from headhealth.review.review_required import ReviewRequired
from tests import factories

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")


@pytest.fixture(params=[1, 2, 3], ids=["itself", "pair", "three"])
def cycle(request, a_to_z, editor, reviewer) -> list[ConditionPage]:
    """Live pages, each an alias of the next, and the last one of the first."""
    pages = [factories.ConditionPageFactory(parent=a_to_z) for _ in range(request.param)]
    for page in pages:
        factories.published(page, author=editor, approver=reviewer)
    close(pages)
    return [ConditionPage.objects.get(pk=page.pk) for page in pages]


def close(pages: list[Any]) -> None:
    for page, source in zip(pages, [*pages[1:], pages[0]], strict=True):
        Page.objects.filter(pk=page.pk).update(alias_of=source.pk)


PAGE_VIEWS = [
    "edit", "history", "workflow_history", "usage", "copy", "move", "delete", "unpublish",
    "convert_alias", "set_privacy", "view_draft", "revisions_index",
]  # fmt: skip


@pytest.mark.parametrize("is_private", [False, True])
def test_reader__gets_an_answer(is_private, cycle, client):
    if is_private:
        parent = cycle[0].get_parent()
        PageViewRestriction.objects.create(page=parent, restriction_type="login")
    for page in cycle:
        for url in (
            page.url,
            reverse("headhealth:changes_list", args=[page.pk]),
            reverse("headhealth:feedback_create", args=[page.pk]),
            reverse("headhealth:comment_create", args=[page.pk]),
            cycle[0].get_parent().url,
            "/search/?q=headache",
            "/sitemap.xml",
            "/changes/feed.atom",
            "/recently-reviewed/",
            f"/api/v3/pages/{page.pk}/",
        ):
            assert client.get(url).status_code in {200, 302, 403, 404}, url


@pytest.mark.parametrize("view", PAGE_VIEWS)
def test_admin__gives_an_answer(view, cycle, superuser, client_of):
    client = client_of(superuser)
    url = reverse(f"wagtailadmin_pages:{view}", args=[cycle[0].pk])
    assert client.get(url).status_code in {200, 302, 404}


@pytest.mark.parametrize(
    "name", ["wagtailadmin_home", "wagtailadmin_explore_root", "wagtailadmin_reports:aging_pages"]
)
def test_lists__give_an_answer(name, cycle, superuser, client_of):
    assert client_of(superuser).get(reverse(name)).status_code == 200


def test_list_of_pages__gives_an_answer(cycle, superuser, client_of):
    url = reverse("wagtailadmin_explore", args=[cycle[0].get_parent().pk])
    assert client_of(superuser).get(url).status_code == 200


def test_audit__comes_to_an_end(cycle):
    """Each shows what was approved for itself, and passes for the next one."""
    out = StringIO()
    with suppress(CommandError):
        call_command("audit_live_pages", stdout=out)
    assert f"{len(cycle)} live objects" in out.getvalue()


def test_unpublishing__takes_them_away(cycle, superuser, client_of, client):
    url = reverse("wagtailadmin_pages:unpublish", args=[cycle[0].pk])
    assert client_of(superuser).post(url).status_code == 302
    assert client.get(cycle[0].url).status_code == 404


def test_deleting__takes_them_away(cycle, superuser, client_of):
    url = reverse("wagtailadmin_pages:delete", args=[cycle[0].pk])
    assert client_of(superuser).post(url).status_code == 302
    assert not ConditionPage.objects.filter(pk=cycle[0].pk)


@pytest.mark.parametrize("is_live", [True, False])
def test_gate__judges_them(is_live, cycle):
    page = ConditionPage.objects.get(pk=cycle[-1].pk)
    page.live = is_live
    page.save()


def test_publishing__changes_nothing_that_was_not_approved(cycle):
    """The text of one would go over that of the next, which was approved with its own."""
    page = cycle[0]
    titles = {each.title for each in cycle}
    with suppress(ReviewRequired):
        page.get_latest_revision().publish()
    assert {each.title for each in ConditionPage.objects.live()} == titles
