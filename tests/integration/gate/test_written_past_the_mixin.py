"""Authors of text that reaches a draft past the mixin's own ``save()``."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import models
from wagtail.log_actions import LogContext
from wagtail.models import Page, Revision, TaskState

from headhealth.models import ConditionPage, Contribution
from headhealth.review.contributions import authors_of
from headhealth.review.reviewed_object import alias_source
from headhealth.workflow.approval import ApprovalRefused
from tests import factories
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.world import World, load_fixture
from tests.testapp.models import (
    AnyPage,
    ClinicPage,
    ClinicRow,
    HoursRow,
    OpeningHours,
    OpeningTime,
    ProxiedHours,
    TreatedSymptom,
)

OWN = "Take two tablets with water."


@pytest.fixture
def world(make_world: Any) -> World:
    return make_world("reviewer", "clinic")


@pytest.fixture
def clinic(world: World) -> ClinicPage:
    """A draft that the editor wrote."""
    clinic = ClinicPage(title="Draft clinic", slug="draft-clinic", summary="It passes.", live=False)
    clinic.body = [factories.text_section()]
    clinic.opening_hours = [OpeningHours(day="Monday", times=[OpeningTime(time="9:00")])]
    with LogContext(user=world.person("editor")):
        world.home.add_child(instance=clinic)
    return clinic


def base_save(clinic: ClinicPage) -> None:
    page = Page.objects.get(pk=clinic.pk)
    page.search_description = OWN
    page.save()


def base_save_of_a_field(clinic: ClinicPage) -> None:
    page = Page.objects.get(pk=clinic.pk)
    page.title = OWN
    page.save(update_fields=["title"])


def base_save_of_another_type(clinic: ClinicPage) -> None:
    page = Page.objects.get(pk=clinic.pk)
    page.content_type_id = Page.objects.get(depth=1).content_type_id
    page.title = OWN
    page.save(update_fields=["title"])


def base_save_of_an_expression(clinic: ClinicPage) -> None:
    page = Page.objects.get(pk=clinic.pk)
    page.seo_title = models.Value(OWN)
    page.save_base(update_fields=["seo_title"])


def proxy_of_all_pages(clinic: ClinicPage) -> None:
    page = AnyPage.objects.get(pk=clinic.pk)
    page.title = OWN
    page.save()


def save_base(clinic: ClinicPage) -> None:
    clinic = ClinicPage.objects.get(pk=clinic.pk)
    clinic.summary = OWN
    clinic.save_base()


def another_model(clinic: ClinicPage) -> None:
    row = ClinicRow.objects.get(page=clinic.pk)
    row.summary = OWN
    row.save()


def child_row(clinic: ClinicPage) -> None:
    row = OpeningHours.objects.get(page=clinic)
    row.day = OWN
    row.save()


def new_child_row(clinic: ClinicPage) -> None:
    OpeningHours.objects.create(page=clinic, day=OWN)


def child_row_of_another_page(clinic: ClinicPage) -> None:
    other = ClinicPage(title="Other", slug="other", summary="Other.", live=False)
    clinic.get_parent().add_child(instance=other)
    row = OpeningHours.objects.create(page=other, day=OWN)
    row.page = clinic
    row.save()


def proxy_of_a_child_row(clinic: ClinicPage) -> None:
    row = ProxiedHours.objects.get(page=clinic)
    row.day = OWN
    row.save()


def another_model_of_a_child_row(clinic: ClinicPage) -> None:
    row = HoursRow.objects.get(owner=clinic.pk)
    row.day = OWN
    row.save()


def row_of_a_child_row(clinic: ClinicPage) -> None:
    OpeningTime.objects.create(hours=OpeningHours.objects.get(page=clinic), time=OWN)


def deleted_child_row(clinic: ClinicPage) -> None:
    OpeningHours.objects.get(page=clinic).delete()


def deleted_child_rows(clinic: ClinicPage) -> None:
    OpeningHours.objects.filter(page=clinic).delete()


def row_of_a_relation(clinic: ClinicPage) -> None:
    TreatedSymptom.objects.create(clinic=clinic, symptom=factories.SymptomFactory())


def relation_from_the_other_side(clinic: ClinicPage) -> None:
    factories.SymptomFactory().clinicpage_set.add(clinic)


WAYS = pytest.mark.parametrize(
    "write",
    [
        base_save,
        base_save_of_a_field,
        base_save_of_another_type,
        base_save_of_an_expression,
        proxy_of_all_pages,
        save_base,
        another_model,
        child_row,
        new_child_row,
        child_row_of_another_page,
        proxy_of_a_child_row,
        another_model_of_a_child_row,
        row_of_a_child_row,
        row_of_a_relation,
        relation_from_the_other_side,
    ],
    ids=lambda way: way.__name__,
)
REVISED = pytest.mark.parametrize("is_revised", [False, True], ids=["row", "revision"])


def why_not(world: World, obj: Any, name: str = "reviewer") -> str:
    """Why the person may not approve ``obj``, which the editor submits; "" where they have."""
    try:
        factories.approve(world.submit(obj), user=world.person(name))
    except ApprovalRefused as refusal:
        return str(refusal)
    return ""


@WAYS
@REVISED
def test_writer__is_an_author(write, is_revised, world, clinic):
    editor = world.person("editor")
    if is_revised:
        clinic.save_revision(user=editor)
    with LogContext(user=world.user):
        write(clinic)
    clinic = ClinicPage.objects.get(pk=clinic.pk)
    clinic.save_revision(user=editor)
    assert world.user in authors_of(clinic)
    assert "you wrote part of it" in why_not(world, clinic)


@WAYS
@REVISED
def test_unknown_writer__leaves_it_to_who_saves_it_first(write, is_revised, world, clinic):
    if is_revised:
        clinic.save_revision(user=world.person("editor"))
    write(clinic)
    clinic = ClinicPage.objects.get(pk=clinic.pk)
    clinic.save_revision(user=world.user)
    assert "you wrote part of it" in why_not(world, clinic)


@pytest.mark.parametrize("delete", [deleted_child_row, deleted_child_rows])
@pytest.mark.parametrize("is_known", [True, False])
def test_deleted_row__of_an_approved_version_has_an_author(delete, is_known, world):
    """To leave something out is writing, too."""
    world.clinic.unpublish()
    with LogContext(user=world.user if is_known else None):
        delete(world.clinic)
    clinic = ClinicPage.objects.get(slug="clinic")
    assert not clinic.opening_hours.exists()
    clinic.save_revision(user=world.person("editor" if is_known else "reviewer"))
    assert world.user in authors_of(clinic)
    assert "you wrote part of it" in why_not(world, clinic)


def test_row_of_a_draft_alias__has_an_author(world):
    """An alias that is converted keeps what was written to its row."""
    source = world.clinic
    source.save_revision(user=world.person("editor"))
    alias = world.clinic.aliases.get().specific
    alias.unpublish()
    alias = ClinicPage.objects.get(pk=alias.pk)
    alias.summary = OWN
    with LogContext(user=world.user):
        alias.save()
    World("publisher", "clinic", world.monkeypatch).post(page_url("convert_alias", alias))
    alias = ClinicPage.objects.get(pk=alias.pk)
    assert alias.summary == OWN
    assert alias_source(alias) == alias
    assert "you wrote part of it" in why_not(world, alias)


def test_alias_that_follows_its_source__notes_nothing_new(world):
    """The authors of the source are carried over."""
    page = ConditionPage.objects.get(slug="change")
    page.summary = OWN
    page.save_revision(user=world.person("editor"))
    factories.approve(world.submit(page), user=world.user)
    alias = ConditionPage.objects.get(slug="alias-of-change")
    assert alias.summary == OWN
    of_alias, of_source = (
        set(Contribution.objects.for_object(each).values_list("account", "digest"))
        for each in (alias, page)
    )
    assert of_alias <= of_source


def test_unchanged_save__notes_nothing(world, clinic):
    before = Contribution.objects.count()
    with LogContext(user=world.user):
        Page.objects.get(pk=clinic.pk).save()
        OpeningHours.objects.get(page=clinic).save()
    assert Contribution.objects.count() == before


def test_row_that_is_older_than_the_latest_version__brings_what_was_changed_alone(world, clinic):
    editor = world.person("editor")
    clinic.save_revision(user=editor)
    clinic.title = "A later title"
    clinic.save_revision(user=editor)
    with LogContext(user=world.user):
        base_save(clinic)
    last = Contribution.objects.for_object(clinic).in_order().last()
    assert last.user == world.user
    added = [key for save in last.saves for change in save for key in change.added]
    assert len([key for key in added if not key.is_part]) == 1


# Where nobody is known


def test_script_with_revisions__leaves_the_text_to_who_saves_one_first(world, clinic):
    page = ClinicPage.objects.get(pk=clinic.pk)
    page.summary = OWN
    page.save_revision()
    page.save_revision(user=world.user)
    assert "you wrote part of it" in why_not(world, page)


def test_script_with_revisions__leaves_the_text_to_who_changes_something_else(world, clinic):
    """Their own change is undone since."""
    page = ClinicPage.objects.get(pk=clinic.pk)
    page.summary = OWN
    page.save_revision()
    for phone in ("123", ""):
        page.phone = phone
        page.save_revision(user=world.user)
    assert "you wrote part of it" in why_not(world, page)


def test_script_after_all_saves__leaves_the_text_to_who_saved_since_the_approval(world, clinic):
    page = ClinicPage.objects.get(pk=clinic.pk)
    page.phone = "123"
    page.save_revision(user=world.user)
    state = world.submit(page)
    revision = page.latest_revision
    revision.content = {**revision.content, "summary": OWN, "phone": ""}
    revision.save()
    with pytest.raises(ApprovalRefused, match="you wrote part of it"):
        factories.approve(state, user=world.user)


def test_script_with_revisions__leaves_the_text_to_who_submits_it(world):
    page = ClinicPage(title="Script", slug="script", summary=OWN, live=False)
    page.body = [factories.text_section()]
    world.home.add_child(instance=page)
    page.save_revision()
    state = world.medical_workflow.start(page, world.user).current_task_state
    assert authors_of(page) == [world.user]
    with pytest.raises(ApprovalRefused, match="you wrote part of it"):
        factories.approve(state, user=world.user)


def test_fixture_with_revisions__leaves_the_text_to_who_submits_it(world):
    """No save was ever noted."""
    base, row = Page.objects.get(slug="clinic"), ClinicPage.objects.get(slug="clinic")
    revision = row.latest_revision
    for each in (base, row):
        each.id, each.live, each.live_revision = 9999, False, None
        each.path, each.slug, each.translation_key = world.home.path + "00ZZ", "loaded", uuid4()
    row.page_ptr_id = 9999
    base.latest_revision_id = row.latest_revision_id = revision.pk = 9999
    revision.object_id, revision.content = "9999", {**revision.content, "pk": 9999}
    load_fixture(base, row, revision)
    page = ClinicPage.objects.get(pk=9999)
    assert not Contribution.objects.for_object(page).exists()
    state = world.medical_workflow.start(page, world.user).current_task_state
    assert authors_of(page) == [world.user]
    with pytest.raises(ApprovalRefused, match="you wrote part of it"):
        factories.approve(state, user=world.user)


def test_submitter__does_not_write_what_another_saved(world, clinic):
    clinic.save_revision(user=world.person("editor"))
    state = world.medical_workflow.start(clinic, world.user).current_task_state
    assert authors_of(clinic) == [world.person("editor")]
    factories.approve(state, user=world.user)


# Revisions past ``save_revision``


def new_revision(page: ClinicPage, user: Any, **fields: Any) -> Revision:
    """A revision of ``page`` with other ``fields`` that nobody saved through the page."""
    revision = Revision.objects.get(pk=page.latest_revision_id)
    revision.pk, revision.user = None, user
    revision.content = {**revision.content, **fields}
    revision.save()
    return revision


@pytest.mark.parametrize("is_logged", [False, True])
@pytest.mark.parametrize("model", [ClinicPage, Page])
def test_revision_made_the_latest__has_an_author(model, is_logged, world, clinic):
    editor = world.person("editor")
    clinic.save_revision(user=editor)
    with LogContext(user=world.user if is_logged else None):
        revision = new_revision(clinic, editor if is_logged else world.user, summary=OWN)
        page = model.objects.get(pk=clinic.pk)
        page.latest_revision = revision
        page.save()
    assert world.user in authors_of(ClinicPage.objects.get(pk=clinic.pk))
    assert "you wrote part of it" in why_not(world, ClinicPage.objects.get(pk=clinic.pk))


def test_revision_of_another_page__brings_all_its_text(world, clinic):
    clinic.save_revision(user=world.person("editor"))
    other = ClinicPage(title="Other", slug="other", summary=OWN, live=False)
    world.home.add_child(instance=other)
    revision = other.save_revision(user=world.user)
    own = Revision.objects.get(pk=clinic.latest_revision_id).content
    revision.object_id = str(clinic.pk)
    revision.content = {**own, "summary": OWN}
    revision.save()
    ClinicPage.objects.filter(pk=clinic.pk).update(latest_revision=revision)
    assert world.user in authors_of(ClinicPage.objects.get(pk=clinic.pk))


def test_version_that_no_save_brought__waits_until_it_is_saved(world, clinic):
    editor = world.person("editor")
    clinic.save_revision(user=editor)
    state = world.submit(clinic)
    revision = new_revision(clinic, world.user, summary=OWN)
    ClinicPage.objects.filter(pk=clinic.pk).update(latest_revision=revision)
    with pytest.raises(ApprovalRefused, match="not known who wrote this version"):
        factories.approve(TaskState.objects.get(pk=state.pk), user=world.user)
    revision.as_object().save_revision(user=editor)
    assert authors_of(ClinicPage.objects.get(pk=clinic.pk)) == [editor]
    factories.approve(TaskState.objects.get(pk=state.pk), user=world.user)
