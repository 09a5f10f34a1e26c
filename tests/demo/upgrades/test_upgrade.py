"""A site of an earlier version is upgraded: all that let content be public lets it be public still.

The clock stands where it stood when the dump was made, so that nothing falls due by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from wagtail.models import Page, TaskState

from headhealth.models import ConditionPage, MedicalReview, Symptom
from headhealth.review.authority import record_that_allows
from headhealth.review.reviewed_object import reviewed_models
from headhealth.review.version import version_of
from headhealth.workflow.medical_review_task import MedicalReviewTask
from tests import factories
from tests.demo.upgrades.dumps import FOLDER, MOMENT
from tests.demo.upgrades.public_facts import public_facts
from tests.demo.upgrades.restored import restored

DUMPS = sorted(file.stem for file in FOLDER.glob("*.json"))


@contextmanager
def clock_of(moment: str) -> Iterator[None]:
    then = datetime.strptime(moment, MOMENT).replace(tzinfo=UTC)
    with time_machine.travel(then, tick=False):
        yield


@pytest.fixture(scope="module", params=DUMPS)
def upgraded(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The moment of a dump, whose database is in use, in the shape of today."""
    folder = tmp_path_factory.mktemp("upgrade")
    with (
        django_db_blocker.unblock(),
        restored(request.param, folder),
        clock_of(request.param),
    ):
        call_command("migrate", verbosity=0)
        yield request.param


@pytest.fixture(autouse=True)
def site_of_then(upgraded: str, db: None) -> Iterator[None]:
    with clock_of(upgraded):
        yield


@pytest.fixture
def facts_of_then(upgraded: str) -> dict[str, Any]:
    return json.loads(Path(FOLDER, f"{upgraded}.json").read_text())


def test_upgrade__audit_finds_nothing():
    printed = StringIO()
    call_command("audit_live_pages", stdout=printed)
    assert "Findings: 0" in printed.getvalue()


def test_upgrade__approvals_of_what_is_live_are_known_to_be_public():
    live = [obj for model in reviewed_models() for obj in model.objects.filter(live=True)]
    records = [record_that_allows(version_of(obj)) for obj in live]
    known = [record.published_at for record in records if isinstance(record, MedicalReview)]
    assert len(known) > 10 and all(known)
    assert MedicalReview.objects.filter(published_at=None).exists()


def test_upgrade__readers_are_told_what_they_were_told(facts_of_then):
    assert public_facts() == facts_of_then


def test_upgrade__dump_has_every_kind_of_page(facts_of_then):
    told = list(facts_of_then.values())
    assert any(each["urgent"] for each in told)
    assert any(not each["reviewed on"] and not each["urgent"] for each in told)
    assert len({name for each in told for name in each["reviewed by"]}) > 3


def test_upgrade__waiting_reviews_can_be_approved():
    waiting = TaskState.objects.filter(
        task__in=MedicalReviewTask.objects.values("pk"), status=TaskState.STATUS_IN_PROGRESS
    )
    assert {type(_object(state)) for state in waiting} > {Symptom, ConditionPage}
    for state in list(waiting):
        _approve(state)
        obj = _object(state)
        assert not obj.has_unpublished_changes, obj
    call_command("audit_live_pages", stdout=StringIO())


def test_upgrade__urgent_change_is_marked_until_it_is_approved(facts_of_then):
    urgent = [address for address, told in facts_of_then.items() if told["urgent"]]
    assert urgent
    for address in urgent:
        page = Page.objects.get(url_path__endswith=address)
        _approve(page.specific.current_workflow_task_state)
    now = public_facts()
    assert [now[address]["urgent"] for address in urgent] == [False] * len(urgent)
    assert all(now[address]["reviewed by"] for address in urgent)


def test_upgrade__approved_version_can_be_published_again():
    """The guard, too, takes the records of then for what they let through."""
    for obj in (obj for model in reviewed_models() for obj in model.objects.filter(live=True)):
        obj.save()
        obj.refresh_from_db()
        assert obj.live, obj
        is_last_approved = not obj.revisions.filter(approved_go_live_at__isnull=False).exists()
        if obj.live_revision is not None and is_last_approved:
            obj.live_revision.publish()
    call_command("audit_live_pages", stdout=StringIO())


def _approve(state: TaskState) -> None:
    """By as many reviewers as it takes, of those who may."""
    for name in ("reviewer", "reviewer2", "reviewer3"):
        user = get_user_model()._default_manager.get(username=name)
        actions = state.task.specific.get_actions(_object(state), user)
        is_open = state.status == TaskState.STATUS_IN_PROGRESS
        if is_open and "approve" in {action for action, _label, _modal in actions}:
            factories.approve(state, user=user)
            state.refresh_from_db()
    assert state.status == TaskState.STATUS_APPROVED


def _object(state: TaskState) -> Any:
    obj = state.workflow_state.content_object
    return getattr(obj, "specific", obj)
