"""A fault of the fingerprint lets nothing through: what readers would get is compared as well.

Each fault is one that the fingerprint once had. It is put back for the test.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.rich_text import RichText

from headhealth.models import ConditionPage, Symptom
from headhealth.review import content_digest, content_record, same_for_readers
from headhealth.review.review_required import ReviewRequired
from headhealth.review.version import Version, version_of
from headhealth.workflow.approval import ApprovalRefused
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.audit.auditing import audit

DOSE = "Take ten tablets."
FAQ = (
    "faq",
    {
        "heading": "Questions",
        "aspect": "overview",
        "questions": [
            {"question": "Is it dangerous?", "answer": RichText("<p>Seldom.</p>")},
            {"question": "Should I see a doctor?", "answer": RichText("<p>Yes, always.</p>")},
        ],
    },
)


def without_block_keys(text: str) -> str:
    return re.sub(r' data-block-key=\\?"[^"]*"', "", text)


def without_ids(text: str) -> str:
    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(each) for each in value]
        if isinstance(value, dict):
            is_child = {"type", "value"} <= value.keys()
            return {k: plain(v) for k, v in value.items() if not (is_child and k == "id")}
        return value

    data = json.loads(text)
    body = json.dumps(plain(json.loads(data.get("body", "[]"))))
    return json.dumps({**data, "body": body} if "body" in data else data)


def with_a_key(page: Any) -> None:
    page.summary += f' data-block-key="{DOSE}"'


def with_an_item_less(page: Any) -> None:
    blocks = page.body.get_prep_value()
    del blocks[1]["value"]["questions"][1]["id"]
    page.body = page._meta.get_field("body").to_python(json.dumps(blocks))


BLOCK_KEYS = "block keys are taken out of every string"
FAULTS: dict[str, tuple[Callable[[str], str], Callable[[Any], None]]] = {
    BLOCK_KEYS: (without_block_keys, with_a_key),
    "keys of items are dropped": (without_ids, with_an_item_less),
}

of_block_keys = pytest.mark.parametrize(
    "attack", [FAULTS[BLOCK_KEYS]], ids=["block keys"], indirect=True
)


@pytest.fixture(params=FAULTS.values(), ids=FAULTS)
def attack(request: pytest.FixtureRequest, monkeypatch: Any) -> Callable[[Any], None]:
    """A change of a page that the fingerprint does not see."""
    blind, change = request.param
    sound = content_digest.digest_of

    def digest_of(model: Any, snapshot: Any) -> str:
        return sound(model, json.loads(blind(json.dumps(dict(snapshot)))))

    for module in (content_digest, content_record):
        monkeypatch.setattr(module, "digest_of", digest_of)
    unseeing = property(lambda version: digest_of(version.model, version.snapshot))
    monkeypatch.setattr(Version, "digest", unseeing)

    def unseen(page: Any) -> Any:
        before = version_of(page).digest
        change(page)
        assert version_of(page).digest == before, "The fingerprint sees it."
        return page

    return unseen


@pytest.fixture
def article(a_to_z: Any, editor: Any, reviewer: Any) -> ConditionPage:
    """Live, with questions, approved while the fingerprint was sound or not."""
    body = [factories.text_section(), FAQ]
    draft = factories.ConditionPageFactory(parent=a_to_z, title="Migraine", body=body)
    return factories.published(draft, author=editor, approver=reviewer)


def is_as_approved(page: Any, tells: str = "Yes, always.") -> bool:
    html = Client().get(page.url).content.decode()
    return tells in html and DOSE not in html


def test_published_version__has_to_read_as_approved(attack, article, editor, superuser):
    revision = attack(article).save_revision(user=editor)
    with pytest.raises(ReviewRequired, match="has not been published"):
        revision.publish(user=superuser)
    assert is_as_approved(article)


@of_block_keys
def test_publish_button__is_refused(attack, live, superuser, client_of):
    url = reverse("wagtailadmin_pages:edit", args=[live.pk])
    form = condition_form(attack(live), **{"action-publish": "1"})
    response = client_of(superuser).post(url, form, follow=True)
    assert "has not been published" in response.content.decode()
    assert is_as_approved(live, tells="Most headaches")
    assert DOSE in ConditionPage.objects.get(pk=live.pk).get_latest_revision_as_object().summary


def test_live_row__has_to_read_as_approved(attack, article):
    with pytest.raises(ReviewRequired):
        attack(article).save()
    assert is_as_approved(ConditionPage.objects.get(pk=article.pk))


def test_row_written_past_the_gate__is_found(attack, article):
    assert audit().status == 0
    attack(article)
    values = {"summary": article.summary, "body": article.body}
    ConditionPage.objects.filter(pk=article.pk).update(**values)
    assert not is_as_approved(article)
    assert audit().codes == ["rendered-otherwise"]


def test_reviewer__approves_what_was_read(attack, article, editor, other_reviewer):
    article.summary = "Most headaches pass by themselves."
    waiting = factories.submit(article, user=editor)
    form_as_opened = factories.checklist(waiting)
    attack(factories.latest(article)).save_revision(user=editor)
    with pytest.raises(ApprovalRefused, match="changed while you were reading"):
        waiting.task.specific.on_action(waiting, other_reviewer, "approve", **form_as_opened)
    assert is_as_approved(article)


@of_block_keys
def test_second_reviewer__approves_what_the_first_one_read(attack, article, editor, reviewer):
    article.risk_tier = "high"
    waiting = factories.submit(article, user=editor)
    factories.approve(waiting, user=reviewer)
    attack(factories.latest(article)).save_revision(user=editor)
    second = factories.reviewer(username="second")
    with pytest.raises(ApprovalRefused):
        factories.approve(waiting, user=second)
    assert is_as_approved(article)


def test_scheduled_version_that_reads_otherwise__is_found(attack, article, editor, reviewer):
    article.go_live_at = "2099-01-01T00:00:00Z"
    article = factories.published(article, author=editor, approver=reviewer)
    scheduled = article.revisions.get(approved_go_live_at__isnull=False)
    changed = attack(scheduled.as_object())
    scheduled.content = changed.serializable_data()
    type(scheduled).objects.filter(pk=scheduled.pk).update(content=scheduled.content)
    assert audit().codes == ["schedule-unreviewed"]


def test_page_that_cannot_be_shown__is_a_finding(article, monkeypatch):
    """Only where its data differ from what was approved; else there is nothing to compare."""
    blocks = article.body.get_prep_value()
    blocks[0]["id"] = "00000000-0000-4000-8000-000000000000"
    ConditionPage.objects.filter(pk=article.pk).update(body=json.dumps(blocks))
    assert audit().status == 0
    monkeypatch.setattr(ConditionPage, "get_context", None)
    assert audit().codes == ["not-rendered"]
    with pytest.raises(ReviewRequired, match="showing it to readers fails"):
        ConditionPage.objects.get(pk=article.pk).get_latest_revision().publish()


@of_block_keys
def test_symptom__has_to_read_as_approved(attack, editor, reviewer, superuser):
    symptom = factories.published(factories.SymptomFactory(), author=editor, approver=reviewer)
    symptom.description += f' data-block-key="{DOSE}"'
    with pytest.raises(ReviewRequired):
        symptom.save_revision(user=editor).publish(user=superuser)
    assert DOSE not in Symptom.objects.get(pk=symptom.pk).description


def test_draft__is_saved_without_rendering(article, editor, monkeypatch):
    monkeypatch.setattr(same_for_readers, "lines_for_readers", None)
    blocks = article.body.get_prep_value()
    blocks[0]["id"] = "00000000-0000-4000-8000-000000000000"
    article.body = article._meta.get_field("body").to_python(json.dumps(blocks))
    article.save_revision(user=editor)
    assert is_as_approved(article)


def test_same_content__is_published_without_rendering(article, editor, superuser, monkeypatch):
    monkeypatch.setattr(same_for_readers, "lines_for_readers", None)
    article.get_latest_revision().publish(user=superuser)
    ConditionPage.objects.get(pk=article.pk).save()
    assert audit().status == 0
