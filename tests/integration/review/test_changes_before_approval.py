"""What a page shows may change before its last approval, or between approvals."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model

from headhealth.models import ConditionPage, Dependency, ReviewClock, Source
from headhealth.review import dependency, outdated
from headhealth.review.outdated import outdated_parts
from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.integration.audit.histories import published_urgently
from tests.integration.review.test_dependencies import body, image_block, picture


@pytest.fixture
def image(db: Any) -> Any:
    return get_image_model().objects.create(title="Neck", file=picture())


def stored(image: Any) -> Any:
    return get_image_model().objects.get(pk=image.pk)


def replace(image: Any, file: Any = None) -> None:
    image = stored(image)
    image.file = file or picture("black", "other.png")
    image.save()


def submitted_with(image: Any, draft: ConditionPage, editor: Any, tier: str = "routine") -> Any:
    draft.body = body(image_block(image))
    draft.risk_tier = tier
    return factories.submit(draft, user=editor)


def test_change_while_the_reviewer_reads__has_to_be_read(image, draft, editor, reviewer):
    task_state = submitted_with(image, draft, editor)
    answers = factories.checklist(task_state)
    replace(image)
    with pytest.raises(PermissionDenied, match="or something that it shows did"):
        task_state.task.specific.on_action(task_state, reviewer, "approve", **answers)
    assert not ConditionPage.objects.get(pk=draft.pk).live
    factories.approve(task_state, user=reviewer)
    assert ConditionPage.objects.get(pk=draft.pk).live


def test_file_stored_under_another_name__has_not(image, draft, editor, reviewer):
    task_state = submitted_with(image, draft, editor)
    answers = factories.checklist(task_state)
    replace(image, picture(name="renamed.png"))
    task_state.task.specific.on_action(task_state, reviewer, "approve", **answers)
    assert ConditionPage.objects.get(pk=draft.pk).live


def test_change_after_the_first_of_two_approvals__ends_it(
    image, draft, editor, reviewer, other_reviewer, client_of
):
    task_state = submitted_with(image, draft, editor, "high")
    factories.approve(task_state, user=reviewer)
    home = reverse("wagtailadmin_home")
    assert "Approved by Dr Reviewer" in client_of(other_reviewer).get(home).content.decode()
    replace(image)
    assert "Approved by" not in client_of(other_reviewer).get(home).content.decode()
    assert "Waiting for you (1)" in client_of(reviewer).get(home).content.decode()
    factories.approve(task_state, user=other_reviewer)
    assert not ConditionPage.objects.get(pk=draft.pk).live
    factories.approve(task_state, user=reviewer)
    assert ConditionPage.objects.get(pk=draft.pk).live


def test_urgent_publication__leaves_the_mark_until_a_review(
    image, draft, editor, reviewer, publisher
):
    factories.approve(submitted_with(image, draft, editor), user=reviewer)
    replace(image)
    published_urgently(draft, editor, publisher)
    page = ConditionPage.objects.get(pk=draft.pk)
    [part] = outdated_parts(page)
    assert part.title == "Neck"
    assert ReviewClock.objects.for_object(page).get().outdated_since
    replace(image, picture())
    assert outdated_parts(page) == []
    assert audit().codes == []
    replace(image)
    factories.approve(page.current_workflow_task_state, user=reviewer)
    assert outdated_parts(page) == []
    assert audit().codes == []


def test_mark_that_is_removed_after_an_urgent_publication__is_found(
    image, draft, editor, reviewer, publisher
):
    factories.approve(submitted_with(image, draft, editor), user=reviewer)
    replace(image)
    published_urgently(draft, editor, publisher)
    assert audit().codes == []
    rows(Dependency).update(changed_at=None)
    rows(ReviewClock).update(outdated_since=None)
    assert audit().codes == ["dependency-changed"]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
@pytest.mark.usefixtures("committed")
def test_change_by_another_as_the_approval_is_recorded__marks_the_page(
    draft, editor, reviewer, monkeypatch
):
    """Neither of the two transactions sees what the other one writes."""
    source = factories.SourceFactory(title="Old guideline")
    draft.sources = [("source", source)]
    task_state = factories.submit(draft, user=editor)
    load, others = dependency.load_shown, []

    def load_and_change(keys: Any) -> Any:
        found = load(keys)
        if found and not others:
            others.append(source.pk)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(rename, source.pk).result(timeout=20)
        return found

    monkeypatch.setattr(dependency, "load_shown", load_and_change)
    factories.approve(task_state, user=reviewer)
    page = ConditionPage.objects.get(pk=draft.pk)
    assert others and page.live
    assert [part.title for part in outdated_parts(page)] == [str(Source.objects.get())]
    assert ReviewClock.objects.for_object(page).get().outdated_since
    assert audit().codes == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
@pytest.mark.usefixtures("committed")
def test_approval_while_an_earlier_one_is_compared__is_not_out_of_date(
    draft, editor, reviewer, monkeypatch
):
    source = factories.SourceFactory(title="Old guideline")
    draft.sources = [("source", source)]
    factories.published(draft, author=editor, approver=reviewer)
    rename(source.pk)
    rows(Dependency).update(changed_at=None)
    load, others = outdated.load_shown, []

    def approve() -> None:
        page = ConditionPage.objects.get(pk=draft.pk)
        factories.published(page, author=editor, approver=reviewer)
        connection.close()

    with ThreadPoolExecutor(1) as pool:

        def load_and_approve(keys: Any) -> Any:
            found = load(list(keys))
            if not others:
                others.append(pool.submit(approve))
                wait(others, timeout=3)
            return found

        monkeypatch.setattr(outdated, "load_shown", load_and_approve)
        outdated.compare_when_committed(draft)
    others[0].result(timeout=20)
    assert ReviewClock.objects.for_object(draft).get().outdated_since is None
    assert outdated_parts(draft) == [] and audit().codes == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
@pytest.mark.usefixtures("committed")
def test_comparison_that_finds_nothing_new__writes_nothing(draft, editor, reviewer):
    draft.sources = [("source", factories.SourceFactory(title="Old guideline"))]
    page = factories.published(draft, author=editor, approver=reviewer)
    with CaptureQueriesContext(connection) as captured:
        outdated.compare_when_committed(page)
    assert len(captured) > 0
    assert not [each for each in captured if each["sql"].startswith("UPDATE")]
    rows(ReviewClock).update(outdated_since=timezone.now())
    outdated.compare_when_committed(page)
    assert ReviewClock.objects.for_object(page).get().outdated_since is None


def rename(pk: int) -> None:
    source = Source.objects.get(pk=pk)
    source.title = "New guideline"
    source.save()
    connection.close()
