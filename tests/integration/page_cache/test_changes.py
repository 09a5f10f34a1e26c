"""Whatever changes, the next request sees it, in every worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file, get_test_image_file_jpeg
from wagtail.models import Locale, Page, PageViewRestriction, Site

from headhealth.models import ConditionPage, MedicalReview, Source, Symptom
from tests import factories
from tests.integration.page_cache.conftest import Worker


def admin() -> Client:
    client = Client()
    client.force_login(factories.superuser())
    return client


def publish(page: ConditionPage) -> None:
    page.summary = "New words."
    factories.published(page)


def publish_on_schedule(page: ConditionPage) -> None:
    page.summary = "New words."
    task_state = factories.submit(page, user=factories.editor())
    factories.approve(task_state, user=factories.reviewer())
    revision = page.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    call_command("publish_scheduled")


def expire_on_schedule(page: ConditionPage) -> None:
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")


def change_symptom(page: ConditionPage) -> None:
    symptom = Symptom.objects.get(name="Stiff neck")
    symptom.name = "Sore neck"
    factories.published(symptom)


def change_source(page: ConditionPage) -> None:
    source = Source.objects.get(title="Guideline")
    source.title = "New words."
    source.save()


def replace_image(page: ConditionPage) -> None:
    image = Image.objects.get()
    image.file = get_test_image_file(filename="other.png")
    image.save()
    image.renditions.all().delete()


def replace_image_in_the_admin(page: ConditionPage) -> None:
    image = Image.objects.get()
    content = get_test_image_file_jpeg().file.getvalue()
    new = SimpleUploadedFile("other.jpg", content, "image/jpeg")
    form = {"title": image.title, "file": new, "description": "", "tags": ""}
    assert admin().post(reverse("wagtailimages:edit", args=[image.pk]), form).status_code == 302


def rename_related(page: ConditionPage) -> None:
    other = ConditionPage.objects.get(title="Sinusitis")
    other.slug = "blocked-nose"
    other.save()


def unpublish_related(page: ConditionPage) -> None:
    ConditionPage.objects.get(title="Sinusitis").unpublish()


def hide_related(page: ConditionPage) -> None:
    other = Page.objects.get(title="Sinusitis")
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)


def change_site(page: ConditionPage) -> None:
    site = Site.objects.get()
    site.site_name = "Another name"
    site.save()


def turn_comments_on(page: ConditionPage) -> None:
    """A model of ``wagtail.contrib.settings``, changed where editors change it."""
    url = reverse(
        "wagtailsettings:edit", args=["headhealth", "commentsettings", Site.objects.get().pk]
    )
    assert admin().post(url, {"is_enabled": "on", "days_open": "30"}).status_code == 302


def write_raw_sql(page: ConditionPage) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE headhealth_conditionpage SET summary = 'New words.'")


def update_in_bulk(page: ConditionPage) -> None:
    page.summary = "New words."
    ConditionPage.objects.bulk_update([page], ["summary"])


def revoke_review(page: ConditionPage) -> None:
    MedicalReview.objects.first().revoke()


def move(page: ConditionPage) -> None:
    home = page.get_parent().get_parent()
    page.move(factories.AToZPageFactory(parent=home, slug="moved"), pos="last-child")


CHANGES: dict[str, Callable[[Any], None]] = {
    "published": publish,
    "published on schedule": publish_on_schedule,
    "symptom published": change_symptom,
    "source saved": change_source,
    "image replaced": replace_image,
    "image replaced in the admin": replace_image_in_the_admin,
    "related page renamed": rename_related,
    "related page unpublished": unpublish_related,
    "related page made private": hide_related,
    "site renamed": change_site,
    "site setting changed": turn_comments_on,
    "written by raw SQL": write_raw_sql,
    "written in bulk": update_in_bulk,
    "review revoked": revoke_review,
}
DISAPPEARANCES: dict[str, tuple[Callable[[Any], Any], int]] = {
    "unpublished": (lambda page: page.unpublish(), 404),
    "expired on schedule": (expire_on_schedule, 404),
    "deleted": (lambda page: page.delete(), 404),
    "moved": (move, 301),
    "parent unpublished and all below it": (
        lambda page: page.get_parent().get_children().update(live=False),
        404,
    ),
    "made private": (
        lambda page: PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.LOGIN
        ),
        302,
    ),
    "parent made private": (
        lambda page: PageViewRestriction.objects.create(
            page=page.get_parent(), restriction_type=PageViewRestriction.PASSWORD, password="x"
        ),
        200,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change__is_seen_by_the_next_request_of_every_worker(name, article, workers: list[Worker]):
    assert all(worker.keeps(article.url) for worker in workers)
    before = workers[0].get(article.url)
    CHANGES[name](ConditionPage.objects.get(pk=article.pk))
    for worker in workers:
        after = worker.get(article.url, headers={"if-none-match": before["ETag"]})
        assert after.status_code == 200
        assert after.content != before.content
        assert worker.keeps(article.url)


@pytest.mark.parametrize("name", DISAPPEARANCES)
def test_disappearance__is_seen_by_the_next_request_of_every_worker(name, article, workers):
    assert all(worker.keeps(article.url) for worker in workers)
    change, status = DISAPPEARANCES[name]
    change(ConditionPage.objects.get(pk=article.pk))
    for worker in workers:
        after = worker.get(article.url)
        assert after.status_code == status
        assert article.summary not in after.content.decode()
        assert not worker.keeps(article.url)


@pytest.mark.parametrize("name", ["published", "unpublished"])
def test_a_to_z__shows_what_was_published_and_not_what_was_withdrawn(name, article, workers):
    url = article.get_parent().url
    draft = factories.ConditionPageFactory(parent=article.get_parent().specific, title="Whiplash")
    assert all(worker.keeps(url) for worker in workers)
    factories.published(draft) if name == "published" else article.unpublish()
    for worker in workers:
        names = worker.get(url).content.decode()
        assert ("Whiplash" in names) == (name == "published")
        assert ("Migraine" in names) == (name == "published")


def test_alias__shows_what_its_source_does(article, workers):
    alias = article.create_alias(update_slug="same-as-migraine")
    assert all(worker.keeps(alias.url) for worker in workers)
    publish(ConditionPage.objects.get(pk=article.pk))
    for worker in workers:
        assert "New words." in worker.get(alias.url).content.decode()


def test_translation__is_found_as_soon_as_it_is_there(article, home, workers):
    french = Locale.objects.create(language_code="fr")
    url = article.url
    assert all(worker.keeps(url) for worker in workers)
    assert all(worker.keeps("/fr" + url) for worker in workers)
    home.copy_for_translation(french, copy_parents=True).get_latest_revision().publish()
    parent = article.get_parent().specific.copy_for_translation(french)
    parent.get_latest_revision().publish()
    alias = article.copy_for_translation(french, alias=True)
    ConditionPage.objects.filter(pk=alias.pk).update(live=True)
    Page.objects.filter(pk=home.pk).update(live=True)
    for worker in workers:
        assert worker.get(alias.url).status_code == 200
        assert '<html lang="fr"' in worker.get(alias.url).content.decode()
        assert '<html lang="en"' in worker.get(url).content.decode()


def test_redirect__is_followed_as_soon_as_it_is_there(article, workers):
    assert all(worker.get("/old/").status_code == 404 for worker in workers)
    Redirect.add_redirect("/old", article)
    assert all(worker.get("/old/").status_code == 301 for worker in workers)


def test_new_day__is_seen(article, workers, monkeypatch):
    """A review that is overdue from midnight on must be said to be so."""
    assert all(worker.keeps(article.url) for worker in workers)
    now = timezone.localtime() + timedelta(days=2000)
    monkeypatch.setattr(timezone, "now", lambda: now)
    for worker in workers:
        assert "has not been done yet" in worker.get(article.url).content.decode()


@pytest.mark.parametrize(
    "typing",
    [
        lambda page, user: page.save_revision(user=user),
        lambda page, user: page.get_workflow().start(page, user),
    ],
    ids=["draft", "submission"],
)
def test_draft__costs_readers_nothing(typing, article, worker, editor):
    assert worker.keeps(article.url)
    before = worker.get(article.url)
    fresh = ConditionPage.objects.get(pk=article.pk)
    fresh.summary = "Nobody has reviewed this."
    fresh.save_revision(user=editor)
    typing(fresh, editor)
    with CaptureQueriesContext(connection) as captured:
        assert worker.get(article.url).content == before.content
    assert len(captured) == 1
