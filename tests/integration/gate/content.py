"""What stands on the site before somebody tries a door: reviewed and unreviewed content."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import Locale, Page, Site

from headhealth.workflow.defaults import EDITORS, PUBLISHERS, REVIEWERS
from tests import factories
from tests.testapp.models import Advice, ClinicPage, OpeningHours, OpeningTime

REVIEWED = "Rest in a dark room helps most people."
UNREVIEWED = "Nobody checked this sentence."

_HOST_PERMISSIONS = [
    ("testapp", codename) for codename in ("add_advice", "change_advice", "view_advice")
] + [("simple_translation", "submit_translation")]


def build_content() -> None:
    """Create people, trees in two languages, pages and snippets.

    Whatever holds ``UNREVIEWED`` was written by the editor and by the reviewer who is an author.
    Slugs and texts are constants: a test fetches what it needs from the database.
    """
    people = build_people()
    # Whoever has no address gets no mail, which takes longer to write than most doors to try.
    get_user_model().objects.update(email="")
    home = Site.objects.get(is_default_site=True).root_page
    a_to_z = factories.AToZPageFactory(parent=home, slug="conditions")
    factories.AToZPageFactory(parent=home, title="More conditions", slug="more")
    _translate(home, a_to_z)
    _build_conditions(a_to_z, people)
    _build_clinic(home, people)
    for model, text in ((Advice, "text"), (factories.Symptom, "description")):
        _build_snippets(model, text, people)


def build_people() -> dict[str, Any]:
    """One user of each kind, by name. All of them may translate and write snippets."""
    permissions = [
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, codename in _HOST_PERMISSIONS
    ]
    publish = Permission.objects.get(content_type__app_label="testapp", codename="publish_advice")
    Group.objects.get(name=EDITORS).permissions.add(*permissions)
    Group.objects.get(name=PUBLISHERS).permissions.add(*permissions, publish)
    return {
        "editor": factories.editor(),
        "publisher": factories.publisher(),
        "superuser": factories.superuser(username="superuser"),
        # May do everything that a publisher may, so that nothing but the gate stops them.
        "author_reviewer": factories.reviewer(
            username="author_reviewer", groups=[REVIEWERS, PUBLISHERS]
        ),
        "reviewer": factories.reviewer(),
    }


def _translate(home: Page, a_to_z: Page) -> None:
    french = Locale.objects.create(language_code="fr")
    for page in (home, a_to_z):
        page.copy_for_translation(french).get_latest_revision().publish()


def _build_conditions(a_to_z: Page, people: dict[str, Any]) -> None:
    draft = factories.ConditionPageFactory(
        parent=a_to_z, title="Cluster headache", slug="draft", summary=UNREVIEWED
    )
    _write(draft, people)
    draft.create_alias(update_slug="alias-of-draft")
    live = factories.ConditionPageFactory(
        parent=a_to_z, title="Migraine", slug="change", summary=REVIEWED
    )
    live = _published(live, people)
    live.create_alias(update_slug="alias-of-change")
    live.summary = UNREVIEWED
    _write(live, people)


def _build_clinic(home: Page, people: dict[str, Any]) -> None:
    clinic = ClinicPage(title="Headache clinic", slug="clinic", summary=REVIEWED, live=False)
    clinic.body = [factories.text_section()]
    clinic.opening_hours = [
        OpeningHours(day="Monday", times=[OpeningTime(time="9:00"), OpeningTime(time="14:00")])
    ]
    home.add_child(instance=clinic)
    clinic = _published(clinic, people)
    clinic.create_alias(update_slug="alias-of-clinic")


def _build_snippets(model: Any, text: str, people: dict[str, Any]) -> None:
    name = {"name": "Aura"} if text == "description" else {}
    for content in (UNREVIEWED, REVIEWED):
        snippet = model(**name, **{text: content}, live=False)
        snippet.save()
        if content == REVIEWED:
            snippet = _published(snippet, people)
            setattr(snippet, text, UNREVIEWED)
        _write(snippet, people)


def _published(obj: Any, people: dict[str, Any]) -> Any:
    return factories.published(obj, author=people["editor"], approver=people["reviewer"])


def _write(obj: Any, people: dict[str, Any]) -> None:
    """Save what ``obj`` holds as two people's work."""
    obj.save_revision(user=people["author_reviewer"])
    obj.save_revision(user=people["editor"])
