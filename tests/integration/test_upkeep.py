"""What follows the migrations is done once, however a run of ``migrate`` ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Workflow

from headhealth import upkeep
from headhealth.models import MedicalReview, MedicalReviewTask, ReviewClock, UpkeepStep
from headhealth.review.newest_review import newest_review
from headhealth.workflow.defaults import EDITORS, PUBLISHERS, REVIEWERS
from tests import factories
from tests.integration.audit.auditing import rows
from tests.integration.gate.test_published_reviews import forget_publication

pytestmark = pytest.mark.django_db

FAILING = "9999_failing"
APPS = ("headhealth", "testapp")


@pytest.fixture
def failing(committed: None, monkeypatch: Any) -> Iterator[Callable[[], None]]:
    """The last migration of the site fails, until this is called."""
    load = MigrationLoader.load_disk
    breaks = [RuntimeError("The migration fails.")]

    def run(apps: Any, schema_editor: Any) -> None:
        for error in breaks:
            raise error

    class Migration(migrations.Migration):
        operations = [migrations.RunPython(run, migrations.RunPython.noop)]

    def load_one_more(loader: Any) -> None:
        load(loader)
        last = [max(node for node in loader.disk_migrations if node[0] == app) for app in APPS]
        Migration.dependencies = last
        loader.disk_migrations["testapp", FAILING] = Migration(FAILING, "testapp")

    monkeypatch.setattr(MigrationLoader, "load_disk", load_one_more)
    yield breaks.clear
    MigrationRecorder(connection).record_unapplied("testapp", FAILING)


def migrate(*names: str) -> None:
    call_command("migrate", *names, verbosity=0)


def remove_defaults() -> None:
    Group.objects.filter(name__in=[EDITORS, REVIEWERS, PUBLISHERS]).delete()
    Workflow.objects.all().delete()
    MedicalReviewTask.objects.all().delete()


def has_defaults() -> bool:
    return Group.objects.filter(name=EDITORS).exists() and MedicalReviewTask.objects.exists()


def grants(group: str) -> set[str]:
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def back_to_older_release() -> None:
    migrate("headhealth", "0036")


def test_migrate__records_every_step():
    once = {step.name for step in upkeep.STEPS if step.once}
    assert set(UpkeepStep.objects.values_list("name", flat=True)) == once


def test_interrupted_install__is_completed_by_the_next_run(failing):
    back_to_older_release()
    remove_defaults()
    Permission.objects.filter(content_type__app_label="headhealth").delete()
    with pytest.raises(RuntimeError):
        migrate()
    assert UpkeepStep.objects.count() == 0 and not has_defaults()
    failing()
    migrate()
    assert has_defaults() and {"view_feedback", "view_evidence"} <= grants(PUBLISHERS)


def test_interrupted_upgrade__brings_its_permissions_and_no_others(failing):
    back_to_older_release()
    Permission.objects.filter(codename="view_evidence").delete()
    Group.objects.get(name=PUBLISHERS).permissions.clear()
    Group.objects.filter(name=EDITORS).delete()
    with pytest.raises(RuntimeError):
        migrate()
    failing()
    migrate()
    assert "view_evidence" in grants(PUBLISHERS) and "view_feedback" not in grants(PUBLISHERS)
    assert not has_defaults()


def test_upgrade__brings_what_an_earlier_run_left_undone(committed):
    """That run created the permissions, and granted them to nobody."""
    back_to_older_release()
    Permission.objects.filter(codename="view_evidence").delete()
    migrate("testapp")
    assert Permission.objects.filter(codename="view_evidence").exists()
    Group.objects.get(name=EDITORS).permissions.remove(
        Permission.objects.get(codename="view_feedback")
    )
    migrate()
    assert "view_evidence" in grants(PUBLISHERS)
    assert "view_feedback" not in grants(EDITORS)


def test_upgrade__leaves_permissions_that_were_moved_to_another_group(committed):
    back_to_older_release()
    permission = Permission.objects.get(codename="view_withdrawal")
    Group.objects.get(name=PUBLISHERS).permissions.remove(permission)
    Group.objects.create(name="Withdrawers").permissions.add(permission)
    migrate()
    assert "view_withdrawal" not in grants(PUBLISHERS)


def test_upgrade__leaves_permissions_that_were_taken_from_everybody(committed):
    back_to_older_release()
    permission = Permission.objects.get(codename="add_guestinvitation")
    permission.group_set.clear()
    migrate()
    assert not permission.group_set.exists()


def test_upgrade__completes_what_was_begun(live, a_to_z, editor, reviewer):
    """One clock and one publication may be of acts since; they do not say that all were made."""
    page = factories.ConditionPageFactory(parent=a_to_z)
    factories.published(page, author=editor, approver=reviewer)
    UpkeepStep.objects.all().delete()
    of_upgrade = import_module("headhealth.migrations.0037_upkeep_steps")
    of_upgrade.record_what_is_done(apps, SimpleNamespace(connection=connection))
    forget_publication(newest_review(live))
    ReviewClock.objects.for_object(live).delete()
    migrate()
    assert newest_review(live).published_at is not None
    assert ReviewClock.objects.for_object(live).exists()


def test_upgrade__does_not_bring_back_what_was_removed(committed):
    back_to_older_release()
    Group.objects.filter(name=EDITORS).delete()
    Group.objects.get(name=PUBLISHERS).permissions.clear()
    Workflow.objects.all().delete()
    migrate()
    assert not has_defaults() and not grants(PUBLISHERS) and not Workflow.objects.exists()
    assert UpkeepStep.objects.get(name="defaults").done_at is None


def test_next_run__does_not_bring_back_what_was_removed():
    remove_defaults()
    migrate()
    assert not has_defaults()


def test_step__that_fails_is_done_by_the_next_run(draft, editor, reviewer, monkeypatch):
    factories.published(draft, author=editor, approver=reviewer)
    ReviewClock.objects.all().delete()
    UpkeepStep.objects.all().delete()
    remove_defaults()

    def fail(write: Any) -> None:
        raise RuntimeError("The step fails.")

    with monkeypatch.context() as patch:
        steps = [step._replace(run=fail) if not step.once else step for step in upkeep.STEPS]
        patch.setattr(upkeep, "STEPS", steps)
        with pytest.raises(RuntimeError):
            migrate()
    assert has_defaults() and not ReviewClock.objects.exists()
    remove_defaults()
    migrate()
    assert ReviewClock.objects.exists() and not has_defaults()


def test_record_that_the_ledger_does_not_vouch_for__is_told_with_an_upgrade(live, capsys):
    rows(MedicalReview).update(digest_format=1, digest="0" * 64)
    migrate()
    assert capsys.readouterr().out == ""
    upkeep.run_upkeep("default", [(SimpleNamespace(app_label="headhealth"), False)])
    assert "the ledger does not vouch for it" in capsys.readouterr().out
