"""The demo library after months of work: every kind of record, and what became of it.

All of it is done by the services that the admin uses, as on a real site.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Page

from demo.loading import editorial
from headhealth.models import (
    ConditionPage,
    Contributor,
    MedicalReview,
    ReviewClock,
    Symptom,
)
from headhealth.re_review.ask import request_reviews, work_on
from headhealth.workflow.defaults import REVIEWERS


def make_busy_site() -> None:
    """In a migrated database without content."""
    call_command("load_demo", "--with-accounts", stdout=StringIO())
    for happening in HAPPENINGS:
        happening()


def approval_is_revoked_and_given_again() -> None:
    page = _page("cluster-headache")
    _publish(page, summary=f"{page.summary} Attacks come in clusters.")
    MedicalReview.objects.for_object(page).newest_first()[0].revoke()
    _publish(page, summary=f"{page.summary} Attacks often come at night.", by="reviewer3")


def page_of_a_revoked_approval_is_unpublished() -> None:
    page = _page("whiplash")
    MedicalReview.objects.for_object(page).newest_first()[0].revoke()
    page.unpublish(user=_person("publisher"))


def urgent_change_is_reviewed() -> None:
    page = _page("triptans")
    _publish_urgently(page)
    waiting = page.current_workflow_task_state
    editorial.approve(waiting, reviewers=[_person("reviewer")])


def urgent_change_of_a_page_of_two_reviewers() -> None:
    _publish_urgently(_page("meningitis"))


def page_from_before_the_app_is_adopted() -> None:
    old = _page("sinusitis")
    page = ConditionPage(title="Eye strain", slug="eye-strain", summary="Tired eyes can hurt.")
    page.body, page.live = old.body, False
    old.get_parent().add_child(instance=page)
    # As it was written by a site that had no gate.
    Page.objects.filter(pk=page.pk).update(live=True, first_published_at=timezone.now())
    call_command("adopt_pages", user="admin", reason="From before", stdout=StringIO())


def content_is_rewritten_by_a_migration() -> None:
    page = _page("sinusitis")
    blocks = page.body.get_prep_value()
    for block in blocks:
        if block["type"] == "text_section":
            text = block["value"]["text"]
            block["value"]["text"] = text.replace("<p>", "<p><b>").replace("</p>", "</b></p>")
    ConditionPage.objects.filter(pk=page.pk).update(body=json.dumps(blocks))
    call_command("rebaseline_reviews", user="admin", reason="Text rewritten", stdout=StringIO())


def editor_spells_the_same_in_other_ways() -> None:
    """Block keys of the rich text editor and line ends of a form, other ones in the next draft."""
    page = _page("occipital-neuralgia")
    _publish(_spelt(page, key="a1b2c", line_end="\r\n"))
    _spelt(page, key="d3e4f", line_end="\n").save_revision(user=_person("editor"))


def _spelt(page: Any, *, key: str, line_end: str) -> Any:
    blocks = page.body.get_prep_value()
    for block in blocks:
        if block["type"] == "text_section":
            text = block["value"]["text"].replace(' data-block-key="a1b2c"', "")
            block["value"]["text"] = text.replace("<p>", f'<p data-block-key="{key}">')
    page.body = page._meta.get_field("body").to_python(json.dumps(blocks))
    page.also_known_as = line_end.join(["Occipital headache", "Arnold's neuralgia"])
    return page


def page_shows_an_image() -> None:
    file = BytesIO()
    Picture.new("RGB", (640, 360), "teal").save(file, "PNG")
    image = get_image_model()._default_manager.create(
        title="A neck", file=ImageFile(file, name="neck.png")
    )
    image.get_file_hash()
    page = _page("cervical-spondylosis")
    page.body.append(
        ("image", {"image": image, "caption": "The vertebrae of the neck.", "credit": "Drawn"})
    )
    page.body[-1].value["image"].contextual_alt_text = "Seven vertebrae"
    _publish(page)


def symptom_is_reworded() -> None:
    symptom = Symptom.objects.filter(live=True).order_by("pk").first()
    symptom.description += " It can come and go."
    _publish(symptom)


def symptom_waits_for_its_review() -> None:
    symptom = Symptom.objects.filter(live=True).order_by("pk").last()
    symptom.description += " Rest can help."
    editorial.submit(symptom, author=_person("editor"))


def page_has_an_alias_and_a_copy() -> None:
    page = _page("tension-type-headache")
    page.create_alias(update_slug="stress-headache", user=_person("publisher"))
    page.copy(update_attrs={"slug": "tension-copy"}, user=_person("editor"), keep_live=False)


def change_of_a_live_page_is_scheduled() -> None:
    page = _page("high-blood-pressure")
    page.go_live_at = timezone.now() + timedelta(days=30)
    _publish(page, summary=f"{page.summary} Have it measured once a year.")


def withdrawn_page_comes_back() -> None:
    page, lead = _page("ibuprofen"), _person("publisher")
    editorial.withdraw(page, user=lead, reason="The dose is checked.", replacement=None)
    _publish(_page("ibuprofen"), by="reviewer2")


def reviews_are_asked_for() -> None:
    """Of three pages; one of them is reviewed as it is."""
    slugs = ("concussion", "amitriptyline", "relaxation-and-stress-management")
    pages = [_page(slug) for slug in slugs]
    clocks = ReviewClock.objects.filter(object_id__in=[str(page.pk) for page in pages])
    lead = _person("publisher")
    work_on(
        request_reviews(clocks=clocks, reason="New guidance.", cause="Chosen", user=lead),
        seconds=60,
    )
    waiting = _page("concussion").current_workflow_task_state
    editorial.approve(waiting, reviewers=[_person("reviewer"), _person("reviewer2")])


def reviewer_leaves() -> None:
    """After a review; both the account and the contributor are deleted."""
    users = get_user_model()
    locum: Any = users._default_manager.create_user("locum", email="locum@example.org")
    locum.groups.set(Group.objects.filter(name=REVIEWERS))
    contributor = Contributor.objects.create(
        name="Jonas Weber",
        credentials="MBBS",
        user=locum,
        registration_body="General Medical Council (invented)",
        registration_number="DEMO-LOCUM",
        reviewer_from=date(2020, 1, 1),
    )
    contributor.confirm_registration(user=_person("publisher"))
    page = _page("physiotherapy-for-neck-pain")
    _publish(page, summary=f"{page.summary} Ask how to do the exercises at home.", by="locum")
    contributor.delete()
    locum.delete()


def registration_is_entered_again() -> None:
    contributor = Contributor.objects.get(user__username="reviewer3")
    contributor.registration_number += "-B"
    contributor.save()
    contributor.save_revision(user=_person("admin"))
    contributor.confirm_registration(user=_person("publisher"))


def reviewed_page_is_deleted() -> None:
    _page("butterbur").delete(user=_person("publisher"))


def old_revisions_are_purged() -> None:
    call_command("purge_revisions", stdout=StringIO())


HAPPENINGS: list[Callable[[], None]] = [
    approval_is_revoked_and_given_again,
    page_of_a_revoked_approval_is_unpublished,
    urgent_change_is_reviewed,
    urgent_change_of_a_page_of_two_reviewers,
    page_from_before_the_app_is_adopted,
    content_is_rewritten_by_a_migration,
    editor_spells_the_same_in_other_ways,
    page_shows_an_image,
    symptom_is_reworded,
    symptom_waits_for_its_review,
    page_has_an_alias_and_a_copy,
    withdrawn_page_comes_back,
    reviews_are_asked_for,
    reviewer_leaves,
    registration_is_entered_again,
    reviewed_page_is_deleted,
    old_revisions_are_purged,
    # After those, among which may be that of what is live.
    change_of_a_live_page_is_scheduled,
]


def _page(slug: str) -> Any:
    """As its latest version has it."""
    return Page.objects.get(slug=slug).specific.get_latest_revision_as_object()


def _person(name: str) -> Any:
    return get_user_model()._default_manager.get(username=name)


def _publish(obj: Any, *, by: str = "reviewer", **changes: str) -> None:
    for name, value in changes.items():
        setattr(obj, name, value)
    waiting = editorial.submit(obj, author=_person("editor"))
    editorial.approve(waiting, reviewers=[_person(by)])


def _publish_urgently(page: Any) -> None:
    page.summary = f"{page.summary} Call 999 if you are in doubt."
    page.save_revision(user=_person("editor"))
    editorial.publish_urgently(page, user=_person("publisher"), reason="A dose was far too high.")
