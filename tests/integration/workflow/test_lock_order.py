"""Acts that meet while another transaction writes what they write: nobody ends in a deadlock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import pre_save
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from headhealth.review import review_ledger
from headhealth.review.one_act import is_interruption
from headhealth.review.review_required import ReviewRequired
from headhealth.withdrawal.withdraw import withdraw, withdrawing
from headhealth.workflow.cancellation import cancel_reviews_of_task
from tests import factories
from tests.integration.at_once import at_once
from tests.integration.audit.auditing import audit
from tests.testapp.models import ClinicPage, PlainPage

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time"),
]


def stored(obj: Any) -> Any:
    return type(obj)._default_manager.get(pk=obj.pk)


@pytest.fixture
def folder() -> Any:
    home = Site.objects.get().root_page
    return home.add_child(instance=PlainPage(title="Folder", slug="folder"))


@pytest.fixture
def clinic(folder: Any) -> ClinicPage:
    """A live page that stands behind the place of its alias, in the tree and in the table."""
    first = folder.add_child(instance=PlainPage(title="First"))
    second = folder.add_child(instance=PlainPage(title="Second"))
    body = [factories.text_section()]
    page = ClinicPage(title="Head clinic", summary="It helps.", body=body, live=False)
    page = factories.published(second.add_child(instance=page))
    page.create_alias(parent=first)
    return stored(page)


@pytest.fixture
def hold_in_ledger(monkeypatch: Any) -> threading.Event:
    """Set when the first act has entered the ledger, where it stays for a second."""
    is_held = threading.Event()
    hold = review_ledger.hold_ledger

    def hold_and_wait(*arguments: Any) -> Any:
        head = hold(*arguments)
        is_act = threading.current_thread() is not threading.main_thread()
        if is_act and not is_held.is_set():
            is_held.set()
            time.sleep(1)  # The other gets as far as it can.
        return head

    for module in ("review.review_ledger", "withdrawal.withdraw", "workflow.emergency"):
        monkeypatch.setattr(f"headhealth.{module}.hold_ledger", hold_and_wait)
    return is_held


@pytest.fixture
def other(monkeypatch: Any) -> Any:
    """Another name of the same database."""
    connections.databases["other"] = connection.settings_dict
    # Django lets a test connect to the databases that it has named only.
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", _connect)
    yield "other"
    connections["other"].close()
    del connections["other"], connections.databases["other"]


def _connect(connection: Any) -> None:
    if connection.connection is None:
        connection.connect()


def test_save__by_another_name_of_the_database(clinic, other):
    clinic.view_count = 7
    clinic.save(using=other)
    assert stored(clinic).view_count == 7 and stored(clinic).live
    clinic.summary = "It heals."
    with pytest.raises(ReviewRequired):
        clinic.save(using=other)


def approving(page: Any, **changes: Any) -> Callable[[], None]:
    """The approval of a change of ``page`` that waits."""
    page = stored(page)
    for name, value in {"summary": "It helps most people.", **changes}.items():
        setattr(page, name, value)
    state = factories.submit(page, user=factories.superuser(username="leader"))
    doctor, answers = factories.reviewer(), factories.checklist(state)
    return lambda: state.task.specific.on_action(state, doctor, "approve", **answers)


def after(is_held: threading.Event, act: Callable[[], Any]) -> Callable[[], Any]:
    def wait_and_act() -> Any:
        assert is_held.wait(20)
        return act()

    return wait_and_act


def assert_done(*outcomes: Any) -> None:
    assert not [each for each in outcomes if isinstance(each, Exception)]


def assert_no_deadlock(*outcomes: Any) -> None:
    assert not [each for each in outcomes if isinstance(each, Exception) and is_interruption(each)]


def test_approval__while_all_addresses_above_it_change(folder, clinic, hold_in_ledger):
    folder = stored(folder)
    folder.slug = "renamed"
    outcomes = at_once(approving(clinic), after(hold_in_ledger, folder.save))
    assert_done(*outcomes)
    (alias,) = ClinicPage.objects.filter(alias_of=clinic)
    assert [page.summary for page in (stored(clinic), alias)] == ["It helps most people."] * 2
    assert stored(alias).url_path.startswith(stored(folder).url_path)
    assert audit().status == 0


def test_approval_of_a_new_address__while_a_page_below_is_saved(clinic, hold_in_ledger):
    below = clinic.add_child(instance=ClinicPage(title="Below", live=False))
    leader = factories.superuser()

    def save_draft() -> None:
        page = stored(below)
        page.summary = "Written meanwhile."
        page.save_revision(user=leader)

    outcomes = at_once(approving(clinic, slug="moved"), after(hold_in_ledger, save_draft))
    assert_done(*outcomes)
    assert stored(below).url_path.startswith(stored(clinic).url_path)
    assert stored(clinic).slug == "moved"


def test_approval__while_what_it_refers_to_is_saved(clinic, hold_in_ledger):
    """A row with a foreign key waits for nobody who changes anything but the key."""
    symptom, leader = factories.SymptomFactory(), factories.superuser()
    act = approving(clinic, shown_symptoms=[symptom])

    def save_draft() -> None:
        draft = stored(symptom)
        draft.description = "Written meanwhile."
        draft.save_revision(user=leader)

    assert_done(*at_once(act, after(hold_in_ledger, save_draft)))
    assert list(stored(clinic).shown_symptoms.all()) == [symptom]


def test_approval__while_the_review_is_cancelled(clinic, hold_in_ledger):
    """Wagtail writes the review before its task when it cancels, and after it otherwise."""
    act = approving(clinic)
    task = stored(clinic).current_workflow_task_state.task
    cancel = after(hold_in_ledger, lambda: cancel_reviews_of_task(task=task))
    assert_no_deadlock(*at_once(act, cancel))


def test_approval__after_a_deadlock_with_code_of_the_site(clinic):
    """That code writes the alias before its source. The approval is ended, and done again."""
    (alias,) = ClinicPage.objects.filter(alias_of=clinic)
    is_held, act = threading.Event(), approving(clinic)

    def write_in_another_order() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL deadlock_timeout = '20s'")  # The other notices it first.
            ClinicPage.objects.filter(pk=alias.pk).update(view_count=1)
            Page.objects.filter(pk=alias.pk).update(expired=False)
            is_held.set()
            time.sleep(0.5)
            Page.objects.filter(pk=clinic.pk).update(expired=False)

    assert_done(*at_once(after(is_held, act), write_in_another_order))
    assert stored(clinic).summary == stored(alias).summary == "It helps most people."
    assert audit().status == 0


@pytest.mark.parametrize("what", ["draft below", "private alias"])
def test_withdrawal__while_what_goes_with_it_is_saved(what, clinic, hold_in_ledger):
    leader = factories.superuser()
    (alias,) = ClinicPage.objects.filter(alias_of=clinic)
    PageViewRestriction.objects.create(page=Page.objects.get(pk=alias.pk).get_parent())
    below = clinic.add_child(instance=ClinicPage(title="Below", live=False))

    def delete() -> None:
        with withdrawing([stored(clinic)], reason="It is wrong.", user=leader):
            stored(clinic).delete()

    def take_down() -> None:
        withdraw(stored(clinic), reason="It is wrong.", user=leader)

    def save() -> None:
        with transaction.atomic():
            if what == "draft below":
                below.summary = "Written meanwhile."
                below.save_revision(user=leader)
            else:
                alias.save()
                stored(clinic).save_revision(user=leader)

    act = delete if what == "draft below" else take_down
    done, saved = at_once(act, after(hold_in_ledger, save))
    assert_done(done)
    assert_no_deadlock(saved)


@pytest.mark.parametrize("act", ["withdraw", "approve"])
def test_save_of_a_live_page__does_not_bring_back_what_an_act_has_ended_meanwhile(act, clinic):
    """It is paused when it has been judged and not written yet."""
    waiting = approving(clinic)
    acts = {
        "withdraw": lambda: withdraw(stored(clinic), reason="The dose is dangerous."),
        "approve": waiting,
    }
    saved = stored(clinic)
    saved.expire_at = timezone.now() + timedelta(days=3)
    is_judged = threading.Event()

    def pause(instance: Any, **kwargs: Any) -> None:
        if instance is saved:
            is_judged.set()
            time.sleep(1)  # The act gets as far as it can.

    pre_save.connect(pause)
    try:
        at_once(saved.save, after(is_judged, acts[act]))
    finally:
        pre_save.disconnect(pause)
    assert stored(clinic).live is (act == "approve")
    assert act == "withdraw" or stored(clinic).summary == "It helps most people."
    assert audit().codes == []
