"""What was withdrawn comes back when a reviewer has approved it since, and by nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken, Page, PageViewRestriction, Revision

from headhealth.models import ConditionPage, ContentWithdrawal, LedgerEntry, Withdrawal
from headhealth.review.content_digest import content_digest
from headhealth.review.contributions import authors_of
from headhealth.review.newest_review import newest_review
from headhealth.review.review_required import ReviewRequired
from headhealth.withdrawal.withdraw import withdrawing
from headhealth.workflow.emergency import UrgencyRefused, publish_urgently
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.reading import told
from tests.integration.gate.world import load_fixture

REASON = "It is no longer accurate."
WITHDRAWN = "it was withdrawn on"


@pytest.fixture
def withdrawn(live: ConditionPage, publisher: Any) -> ConditionPage:
    with withdrawing([live], reason=REASON, user=publisher):
        live.unpublish(user=publisher)
    return stored(live)


def stored(page: Any) -> ConditionPage:
    return ConditionPage.objects.get(pk=page.pk)


def url(name: str, page: Any, *args: Any) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *args])


def publish_in_the_editor(page: ConditionPage, user: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(url("edit", page), condition_form(page, **{"action-publish": "1"}))


def revert_and_publish(page: ConditionPage, user: Any) -> Any:
    client = Client()
    client.force_login(user)
    form = condition_form(page, **{"action-publish": "1"})
    return client.post(url("revisions_revert", page, page.latest_revision_id), form)


def bulk_publish(page: ConditionPage, user: Any) -> Any:
    client = Client()
    client.force_login(user)
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client.post(f"{action}?id={page.pk}&next=/admin/", {})


def api_publish(page: ConditionPage, user: Any) -> Any:
    token = APIToken.create_token(user=user, name="door")[1]
    return Client().post(
        reverse("wagtailapi_v3:pages_actions_publish", kwargs={"page_id": page.pk}),
        headers={"authorization": f"Bearer {token}"},
        content_type="application/json",
    )


def publish_the_revision(page: ConditionPage, user: Any) -> None:
    page.get_latest_revision().publish(user=user)


def save(page: ConditionPage, user: Any) -> None:
    page.live = True
    page.save()


def save_the_base_page(page: ConditionPage, user: Any) -> None:
    base = Page.objects.get(pk=page.pk)
    base.live = True
    base.save()


def schedule(page: ConditionPage, user: Any) -> None:
    Revision.objects.filter(pk=page.latest_revision_id).update(
        approved_go_live_at=timezone.now() - timedelta(hours=1)
    )
    call_command("publish_scheduled")


def alias(page: ConditionPage, user: Any) -> None:
    other = page.create_alias(update_slug="alias", user=user)
    other.live = True
    other.save()


def load(page: ConditionPage, user: Any) -> None:
    """Out of a backup, after the page was deleted."""
    page.live = True
    base = Page(**{f.attname: getattr(page, f.attname) for f in Page._meta.concrete_fields})
    load_fixture(base, page)


def publish_urgently_again(page: ConditionPage, user: Any) -> None:
    digest = content_digest(page.get_latest_revision_as_object())
    publish_urgently(obj=page, user=user, reason="It has to come back.", digest=digest)


DOORS = [
    publish_in_the_editor,
    revert_and_publish,
    bulk_publish,
    api_publish,
    publish_the_revision,
    save,
    save_the_base_page,
    schedule,
    alias,
    load,
    publish_urgently_again,
]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("is_forgotten", [False, True], ids=["noted", "reason forgotten"])
def test_door__does_not_bring_it_back(door, is_forgotten, withdrawn, superuser, client):
    if is_forgotten:
        Withdrawal.objects.all().delete()
    try:
        door(withdrawn, superuser)
    except PermissionDenied:
        pass
    assert not Page.objects.filter(title="Migraine", live=True).exists()
    status = 404 if is_forgotten else 410
    assert client.get(withdrawn.url).status_code == status


@pytest.mark.parametrize("door", [publish_in_the_editor, revert_and_publish, bulk_publish])
def test_refusal__says_why_and_what_to_do(door, withdrawn, superuser):
    response = told(door(withdrawn, superuser))
    assert WITHDRAWN in response
    assert "submit it for medical review" in response


def test_editor__offers_what_brings_it_back_and_not_what_cannot(live, publisher, client_of):
    def offered() -> list[str]:
        editor = BeautifulSoup(client_of(publisher).get(url("edit", live)).content, "html.parser")
        buttons = editor.select('footer [name^="action-"], footer [value^="action-"]')
        return [button["name"] for button in buttons]

    assert {"action-publish", "action-publish-urgently"} <= {*offered()}
    with withdrawing([live], reason=REASON, user=publisher):
        live.unpublish(user=publisher)
    assert "action-submit" in offered()
    assert not [name for name in offered() if name.startswith("action-publish")]


def test_emergency__does_not_bring_it_back(withdrawn, publisher):
    with pytest.raises(UrgencyRefused, match="it comes back when a medical reviewer approves"):
        publish_urgently_again(withdrawn, publisher)


def test_emergency_of_before__does_not_bring_it_back(live, editor, publisher):
    live.summary = "Take half of it."
    live.save_revision(user=editor)
    publish_urgently_again(stored(live), publisher)
    page = stored(live)
    with withdrawing([page], reason=REASON):
        page.unpublish()
    with pytest.raises(ReviewRequired, match=WITHDRAWN):
        publish_the_revision(stored(live), publisher)


def test_approval__brings_it_back(withdrawn, editor, reviewer, client):
    factories.published(withdrawn, author=editor, approver=reviewer)
    assert client.get(withdrawn.url).status_code == 200
    assert not Withdrawal.objects.exists()
    # From then on it is a page like any other.
    stored(withdrawn).unpublish()
    stored(withdrawn).get_latest_revision().publish()
    assert client.get(withdrawn.url).status_code == 200


def test_revoked_approval__leaves_nothing_of_before(withdrawn, editor, reviewer):
    factories.published(withdrawn, author=editor, approver=reviewer)
    page = stored(withdrawn)
    newest_review(page).revoke()
    page.unpublish()
    with pytest.raises(ReviewRequired):
        publish_the_revision(stored(page), None)


def test_review__covers_the_whole_page(withdrawn, editor, reviewer):
    state = factories.submit(withdrawn, user=editor)
    with pytest.raises(PermissionDenied, match="the review covers all of it"):
        factories.approve(state, user=reviewer, scope="changes")


def test_reviewer__sees_why_it_was_withdrawn_and_what_changed(
    withdrawn, editor, reviewer, client_of
):
    withdrawn.summary = "Rest helps."
    state = factories.submit(withdrawn, user=editor)
    response = client_of(reviewer).get(
        url("workflow_action", withdrawn, "approve", state.pk),
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    text = told(response)
    assert "It was withdrawn on" in text
    assert REASON in text
    assert "never been approved" not in text
    assert "Most headaches pass without treatment" in text


@pytest.mark.parametrize("where", ["page", "above"])
@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_private_page__comes_back_with_a_review_only(
    action, where, live, a_to_z, superuser, client
):
    """Also when it is private no more. Nobody is told that it was there."""
    above = a_to_z if where == "above" else live
    PageViewRestriction.objects.create(page=above, restriction_type="login")
    admin = Client()
    admin.force_login(superuser)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    admin.post(f"{bulk}?id={live.pk}&next=/admin/", {"reason": REASON})
    record = ContentWithdrawal.objects.get()
    assert (record.object_id, record.withdrawn_by) == (str(live.pk), superuser)
    assert not Withdrawal.objects.exists()
    PageViewRestriction.objects.all().delete()
    if action == "unpublish":
        assert WITHDRAWN in told(publish_in_the_editor(stored(live), superuser))
    assert client.get(live.url).status_code == 404


def test_whoever_wrote_in_it__does_not_bring_it_back(draft, reviewer, other_reviewer, publisher):
    live = factories.published(draft, author=other_reviewer, approver=reviewer)
    with withdrawing([live], reason=REASON):
        live.unpublish()
    assert authors_of(stored(live)) == [other_reviewer]
    with pytest.raises(PermissionDenied, match="you wrote part of it"):
        factories.approve(factories.submit(stored(live), user=publisher), user=other_reviewer)


def test_unpublishing_without_a_reason__can_be_undone(live, client_of, publisher, client):
    client_of(publisher).post(url("unpublish", live), {"reason": ""})
    assert not ContentWithdrawal.objects.exists()
    publish_in_the_editor(stored(live), publisher)
    assert client.get(live.url).status_code == 200


def test_record__is_one_for_a_page_whatever_its_addresses(live, home, publisher):
    live.create_alias(parent=home, update_slug="second-address")
    with withdrawing([live], reason=REASON, user=publisher):
        live.unpublish()
    record = ContentWithdrawal.objects.get()
    assert (record.object_id, record.reason) == (str(live.pk), REASON)
    assert (record.withdrawn_by, record.withdrawn_by_name) == (publisher, "publisher")
    assert Withdrawal.objects.count() == 2
    assert LedgerEntry.objects.filter(kind="withdrawal").count() == 1


def test_alias__is_withdrawn_as_an_address(live, home, client):
    """Its text stays public, and approved, at its own address."""
    other = live.create_alias(parent=home, update_slug="second-address")
    with withdrawing([other], reason=REASON):
        other.unpublish()
    assert not ContentWithdrawal.objects.exists()
    assert client.get(live.url).status_code == 200


def test_record__is_never_changed_or_deleted(withdrawn):
    record = ContentWithdrawal.objects.get()
    for forbidden in (record.save, record.delete, ContentWithdrawal.objects.all().delete):
        with pytest.raises(PermissionDenied):
            forbidden()
