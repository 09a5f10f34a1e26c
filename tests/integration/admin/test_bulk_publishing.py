"""Publishing several pages at once: what is said before, and after."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from headhealth.models import ConditionPage
from headhealth.review import authority
from headhealth.review.newest_review import newest_review
from headhealth.review.same_for_readers import NotRendered
from tests import factories
from tests.integration.bad_input.reading import messages_in
from tests.integration.gate.test_published_again import later_approval
from tests.integration.reader_forms.filling_in import soup

NOT_ALLOWED = "You don't have permission to publish"
NOT_APPROVED = "this version has not been approved by a medical reviewer"


@pytest.fixture
def chosen(live, a_to_z, publisher, client_of):
    """A page that may be published and one without a review; the address of both together."""
    draft = factories.ConditionPageFactory(parent=a_to_z, title="Vertigo")
    live.unpublish()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client_of(publisher), draft, f"{url}?id={live.pk}&next=/admin/", f"&id={draft.pk}"


def test_page_without_review__is_told_the_reason_before(chosen):
    client, draft, url, more = chosen
    for address in (url + more, url.replace(f"id={ConditionPage.objects.first().pk}&", "") + more):
        text = " ".join(soup(client.get(address)).main.get_text().split())
        assert "These pages cannot be published:" in text
        assert f"{draft} This version has not been approved by a medical reviewer. Submit" in text
        assert "has not been published" not in text
        assert NOT_ALLOWED not in text


def test_page_in_review__need_not_be_submitted(chosen, editor):
    client, draft, url, more = chosen
    factories.submit(draft, user=editor)
    text = soup(client.get(url + more)).main.get_text()
    assert NOT_APPROVED in text.lower()
    assert "Its review is under way" in text
    assert "Submit it" not in text


def test_answer__names_what_was_published_and_what_was_not(chosen, live):
    client, draft, url, more = chosen
    said = messages_in(client.post(url + more, follow=True))
    assert f"“{draft}” has not been published: {NOT_APPROVED}" in said
    assert "1 page has been published" in said
    assert ConditionPage.objects.get(pk=live.pk).live


def test_page_with_a_day_ahead__is_scheduled_and_not_published(
    a_to_z, editor, reviewer, publisher, client_of
):
    page = factories.ConditionPageFactory(
        parent=a_to_z, title="Vertigo", go_live_at=timezone.now() + timedelta(days=9)
    )
    factories.published(page, author=editor, approver=reviewer)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    said = messages_in(client_of(publisher).post(f"{url}?id={page.pk}&next=/admin/", follow=True))
    assert "1 page is scheduled" in said
    assert "published" not in said


def test_editor__is_told_of_the_permission(chosen, editor, client_of):
    _client, _draft, url, more = chosen
    text = soup(client_of(editor).get(url + more)).main.get_text()
    assert NOT_ALLOWED in text
    assert NOT_APPROVED not in text


@pytest.mark.parametrize("is_revoked", [False, True])
def test_page_scheduled_before__is_not_counted_with_what_is_published(
    is_revoked, a_to_z, editor, reviewer, publisher, client_of
):
    """It was left out, for its newer draft or because its approval was taken back."""
    page = factories.ConditionPageFactory(
        parent=a_to_z, title="Vertigo", go_live_at=timezone.now() + timedelta(days=9)
    )
    factories.published(page, author=editor, approver=reviewer)
    page = ConditionPage.objects.get(pk=page.pk)
    if is_revoked:
        newest_review(page).revoke()
    else:
        page.summary = "Nobody approved this."
        page.save_revision(user=editor)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    data = {"include_descendants": "on"}
    client = client_of(publisher)
    answer = client.post(f"{url}?id={a_to_z.pk}&next=/admin/", data, follow=True)
    said = messages_in(answer)
    assert "1 page has been published" in said
    assert "scheduled" not in said


def address(*pages):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return f"{url}?next=/admin/" + "".join(f"&id={page.pk}" for page in pages)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("live", "it is an alias of a page that readers see: it needs no publishing"),
        ("offline", "it is an alias: publish the page that it shows again"),
        ("of a draft", "it is an alias, which is published with the page that it shows"),
    ],
)
def test_alias__is_told_apart_from_what_needs_a_review(state, said, live, publisher, client_of):
    alias = live.create_alias(update_slug="alias")
    if state == "of a draft":
        ConditionPage.objects.get(pk=live.pk).unpublish()
    elif state == "offline":
        alias.unpublish()
    client = client_of(publisher)
    confirmation = soup(client.get(address(alias))).main.get_text()
    after = messages_in(client.post(address(alias), follow=True))
    for text in (confirmation.lower(), after):
        assert said in text
        assert "approved" not in text
    answer = client.post(address(live, alias), follow=True)
    assert messages_in(answer).strip() == "1 page has been published"
    assert not ConditionPage.objects.filter(live=False).exists()


def test_alias_of_what_is_published_below_another__is_public(live, a_to_z, publisher, client_of):
    alias = live.create_alias(update_slug="alias")
    ConditionPage.objects.get(pk=live.pk).unpublish()
    data = {"include_descendants": "on"}
    answer = client_of(publisher).post(address(a_to_z, alias), data, follow=True)
    assert "1 page and 1 child page have been published" in messages_in(answer)
    assert "has not been published" not in messages_in(answer)
    assert ConditionPage.objects.get(pk=alias.pk).live


def test_alias_of_an_alias__comes_back_with_the_page(live):
    alias = live.create_alias(update_slug="alias")
    alias.create_alias(update_slug="alias-of-alias")
    ConditionPage.objects.get(pk=live.pk).unpublish()
    assert not ConditionPage.objects.filter(live=True).exists()
    ConditionPage.objects.get(pk=live.pk).get_latest_revision().publish()
    assert ConditionPage.objects.filter(live=True).count() == 3


def test_alias_of_what_is_only_scheduled__waits_with_it(
    a_to_z, editor, reviewer, publisher, client_of, client
):
    page = factories.ConditionPageFactory(parent=a_to_z, title="Vertigo")
    alias = page.create_alias(update_slug="alias")
    page.go_live_at = timezone.now() + timedelta(days=9)
    factories.published(page, author=editor, approver=reviewer)
    client_of(publisher).post(address(page))
    for each in (page, alias):
        assert client.get(each.url).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        call_command("publish_scheduled")
        for each in (page, alias):
            assert client.get(each.url).status_code == 200


def test_live_text__is_published_again_with_another_address(
    live, editor, reviewer, publisher, client_of
):
    """As from the editor: what was approved since, and never became public, changes nothing."""
    later_approval("cancelled", editor, reviewer, publisher)
    page = ConditionPage.objects.get()
    page.slug = "elsewhere"
    page.save_revision(user=publisher)
    client = client_of(publisher)
    assert NOT_APPROVED not in soup(client.get(address(page))).main.get_text().lower()
    assert "1 page has been published" in messages_in(client.post(address(page), follow=True))
    assert ConditionPage.objects.get().slug == "elsewhere"


def test_refusal_while_publishing__is_told_and_publishes_none(
    live, a_to_z, editor, reviewer, publisher, client_of, monkeypatch
):
    page = factories.ConditionPageFactory(parent=a_to_z, title="Vertigo")
    page = factories.published(page, author=editor, approver=reviewer)
    for each in (live, page):
        type(each).objects.get(pk=each.pk).unpublish()
    compare = authority._is_as_recorded

    def fail(version, record):
        if version.obj.pk == page.pk:
            raise NotRendered("Vertigo cannot be compared.", obj=version.obj)
        return compare(version, record)

    monkeypatch.setattr(authority, "_is_as_recorded", fail)
    said = messages_in(client_of(publisher).post(address(live, page), follow=True))
    assert "Vertigo cannot be compared. None of the pages has been published." in said
    assert not ConditionPage.objects.filter(live=True).exists()


def test_pages_chosen_with_those_above_them__are_counted_once(
    a_to_z, home, editor, reviewer, publisher, client_of
):
    page = factories.ConditionPageFactory(
        parent=a_to_z, title="Vertigo", go_live_at=timezone.now() + timedelta(days=9)
    )
    factories.published(page, author=editor, approver=reviewer)
    client = client_of(publisher)
    for chosen, said in (([a_to_z, page], "1 page"), ([home, a_to_z], "2 pages")):
        data = {"include_descendants": "on"}
        answer = client.post(address(*chosen), data, follow=True)
        verb = "has" if said == "1 page" else "have"
        assert f"{said} {verb} been published. 1 page is scheduled" in messages_in(answer)


def test_alias_below__needs_no_review(live, a_to_z, publisher, client_of):
    live.create_alias(update_slug="alias").unpublish()
    data = {"include_descendants": "on"}
    answer = client_of(publisher).post(address(a_to_z), data, follow=True)
    assert "medical review" not in messages_in(answer)


def test_subpages_without_review__are_named_as_left_out(a_to_z, publisher, client_of):
    for title in ("Vertigo", "Fainting"):
        factories.ConditionPageFactory(parent=a_to_z, title=title)
    client = client_of(publisher)
    answer = client.post(address(a_to_z), {"include_descendants": "on"}, follow=True)
    said = messages_in(answer)
    assert "1 page has been published" in said
    assert "2 subpages have not been published: they need a medical review first." in said
    chosen = ConditionPage.objects.first()
    answer = client.post(address(a_to_z, chosen), {"include_descendants": "on"}, follow=True)
    said = messages_in(answer)
    assert f"“{chosen}” has not been published" in said
    assert "1 subpage has not been published: it needs a medical review first." in said
