"""Records are written by the acts that they are records of, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.serializers import serialize
from django.db import models, transaction
from django.db.models.signals import post_save
from django.test.utils import isolate_apps
from django.utils import timezone
from wagtail.models import Page

from headhealth.models import (
    Adoption,
    ConditionPage,
    ContentWithdrawal,
    EmergencyPublication,
    GuestOpinion,
    LedgerEntry,
    LedgerHead,
    MedicalReview,
)
from headhealth.review.ledgered_record import record_act
from headhealth.review.newest_review import newest_review
from headhealth.review.review_ledger import append_entry
from headhealth.review.review_required import ReviewRequired
from tests import factories
from tests.integration.audit.auditing import audit, rows

DIRECTLY = "are written only by the actions that they record"


def lookalike() -> Any:
    """A proxy that somebody else's app could bring along."""
    with isolate_apps("tests.testapp"):

        class Lookalike(MedicalReview):
            class Meta:
                proxy = True
                app_label = "testapp"

        return Lookalike


def forged(model: Any, obj: Any, **fields: Any) -> Any:
    """A record of ``model`` that says that ``obj`` may be public, as it is."""
    now = timezone.now()
    known = {
        **factories.review_fields(obj),
        "reason": "Somebody wants it.",
        "published_by_name": "Nobody",
        "published_at": now,
        "review_due_at": now,
        "adopted_by_name": "Nobody",
        "adopted_at": now,
        "withdrawn_at": now,
        **fields,
    }
    names = {field.name for field in model._meta.concrete_fields} - {"id"}
    return model(**{name: value for name, value in known.items() if name in names})


def fields_of(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in record._meta.concrete_fields[1:]}


def managed(record: Any) -> Any:
    return type(record)._default_manager


WAYS = {
    "save": lambda record: record.save(),
    "create": lambda record: managed(record).create(**fields_of(record)),
    "get_or_create": lambda record: managed(record).get_or_create(
        object_title="Other", defaults=fields_of(record)
    ),
    "update_or_create": lambda record: managed(record).update_or_create(
        object_title="Other", defaults=fields_of(record)
    ),
    "save_base": lambda record: record.save_base(),
    "save_base of the model": lambda record: models.Model.save_base(record, force_insert=True),
    "raw save_base": lambda record: models.Model.save_base(record, raw=True),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "model", [MedicalReview, lookalike(), EmergencyPublication, Adoption, ContentWithdrawal]
)
def test_record__is_not_written_without_an_act(model, way, draft):
    with pytest.raises(PermissionDenied, match=f"{DIRECTLY}|not loaded"), transaction.atomic():
        WAYS[way](forged(model, draft))
    assert not rows(model).exists()
    assert not LedgerEntry.objects.filter(kind=model.ledger_kind).exists()


def test_record__is_not_written_through_a_relation(live, reviewer):
    with pytest.raises(PermissionDenied, match=DIRECTLY):
        reviewer.contributors.get().medical_reviews.create(**factories.review_fields(live))
    with pytest.raises(PermissionDenied, match=DIRECTLY):
        newest_review(live).rebaselines.create(
            **factories.content_fields_of(live), rebaselined_at=timezone.now(), changes_words=False
        )
    assert MedicalReview.objects.count() == 1


def test_receiver__cannot_use_the_act_of_somebody_else(live, a_to_z):
    other = factories.ConditionPageFactory(parent=a_to_z)

    def smuggle(sender: Any, instance: Any, **kwargs: Any) -> None:
        if instance.object_id != str(other.pk):
            forged(MedicalReview, other).save()

    post_save.connect(smuggle, sender=MedicalReview)
    try:
        with pytest.raises(PermissionDenied, match=DIRECTLY), transaction.atomic():
            factories.reviewed(live)
    finally:
        post_save.disconnect(smuggle, sender=MedicalReview)
    assert MedicalReview.objects.count() == 1


def test_entry_and_head__are_not_written_without_an_act(live):
    entry = LedgerEntry.objects.get(kind="approval")
    review = newest_review(live)
    for forbidden in (
        lambda: append_entry(record=review, kind="revocation", fields=["revoked_at"]),
        lambda: LedgerEntry.objects.create(**{**fields_of(entry), "position": 99}),
        lambda: LedgerEntry(position=99, **fields_of(entry)).save_base(),
        lambda: LedgerHead.objects.update(position=0),
        lambda: LedgerHead.objects.all().delete(),
        lambda: LedgerHead.objects.get().delete(),
        lambda: LedgerHead.objects.get().save(),
        lambda: LedgerHead.objects.get().save_base(),
        lambda: LedgerHead.objects.update_or_create(pk=1, defaults={"position": 0}),
        lambda: LedgerHead.objects.create(pk=2),
        lambda: LedgerHead.objects.bulk_update([LedgerHead(pk=1, position=0)], ["position"]),
    ):
        with pytest.raises(PermissionDenied), transaction.atomic():
            forbidden()
    assert audit().status == 0


def test_fixture__with_records_is_refused_with_an_explanation(live, draft, tmp_path):
    others = [forged(MedicalReview, draft), LedgerEntry.objects.first(), LedgerHead.objects.get()]
    others += [forged(EmergencyPublication, draft), forged(GuestOpinion, draft)]
    for record in others:
        fixture = tmp_path / "records.json"
        fixture.write_text(serialize("json", [record]))
        with pytest.raises(PermissionDenied, match="not loaded from a fixture.*own tools"):
            call_command("loaddata", fixture, verbosity=0)
    assert MedicalReview.objects.count() == 1
    assert LedgerEntry.objects.filter(kind="approval").count() == 1
    assert audit().status == 0


def test_record__written_past_the_manager_publishes_nothing(draft, editor, publisher, client):
    draft.save_revision(user=editor)
    for model in (MedicalReview, EmergencyPublication, Adoption):
        rows(model).bulk_create([forged(model, draft)])
    with pytest.raises(ReviewRequired):
        draft.get_latest_revision().publish(user=publisher)
    draft.live = True
    with pytest.raises(ReviewRequired):
        draft.save()
    assert client.get(draft.url).status_code == 404


def test_act__writes_its_record_once(live):
    record = factories.reviewed(live)
    assert LedgerEntry.objects.last().record_id == record.pk
    with pytest.raises(PermissionDenied, match="are never changed"):
        record_act(record)
    assert audit().status == 0


def test_page_of_a_forged_review__names_no_reviewer(draft, client):
    """Also where it is live already, past Django."""
    rows(Page).filter(pk=draft.pk).update(live=True)
    page = ConditionPage.objects.get(pk=draft.pk)
    rows(MedicalReview).bulk_create([forged(MedicalReview, page)])
    assert "Dr Record" not in client.get(draft.url).content.decode()
