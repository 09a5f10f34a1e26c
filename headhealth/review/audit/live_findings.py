"""The sentences about what readers see and nobody approved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from headhealth.review.adoption import Adoption
from headhealth.review.audit.coverage import Shortfall
from headhealth.review.audit.finding import Finding, FindingCode, Subject, one_line
from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.rebaseline import Rebaseline
from headhealth.site_calendar import site_day


def finding_about(shortfall: Shortfall, subject: Subject) -> Finding:
    # A record may have another fingerprint than its own content, if it was changed past Django.
    told = {"subject": subject, **_told_of(shortfall.record), "fields": _("fingerprint")}
    if shortfall.fields:
        told["fields"] = _names(shortfall.content.version.model, shortfall.fields)
    return Finding(shortfall.code, _sentence(shortfall) % told, subject)


def _told_of(record: Any) -> dict[str, Any]:
    match record:
        case MedicalReview():
            return {
                "id": record.pk,
                "reviewer": one_line(record.reviewer_name),
                "day": _day(record.reviewed_at),
                "revoked": _day(record.revoked_at) if record.revoked_at else "",
                "fields": "",
            }
        case EmergencyPublication():
            return {
                "id": record.pk,
                "name": one_line(record.published_by_name),
                "day": _day(record.published_at),
                "due": date_format(timezone.localtime(record.review_due_at), "DATETIME_FORMAT"),
            }
        case ContentWithdrawal():
            return {"day": _day(record.withdrawn_at)}
        case Rebaseline():
            return {
                "id": record.pk,
                "name": one_line(record.rebaselined_by_name),
                "day": _day(record.rebaselined_at),
            }
        case Adoption():
            return {
                "id": record.pk,
                "name": one_line(record.adopted_by_name),
                "day": _day(record.adopted_at),
            }
    return {}


def _sentence(shortfall: Shortfall) -> str:
    match shortfall.code:
        case FindingCode.NEVER_REVIEWED:
            return _(
                "%(subject)s is live and has never been medically reviewed: unpublish it, and "
                "submit it for medical review."
            )
        case FindingCode.RENDERED_OTHERWISE:
            return _(
                "%(subject)s reads otherwise than the version of %(day)s that lets it be public "
                "(record %(id)d), although both have the same fingerprint: publish that version "
                "again from its history, or have this one reviewed, and report the fault."
            )
        case FindingCode.NOT_RENDERED:
            return _(
                "%(subject)s cannot be compared with the version of %(day)s that lets it be public "
                "(record %(id)d), as showing it to readers fails: open its preview and put right "
                "what fails."
            )
        case FindingCode.REVIEW_REVOKED:
            return _(
                "%(subject)s is live, but its approval by %(reviewer)s on %(day)s was revoked on "
                "%(revoked)s: unpublish it, or have it reviewed again."
            )
        case FindingCode.REVIEW_SUPERSEDED:
            return _(
                "%(subject)s shows the text that %(reviewer)s approved on %(day)s although a later "
                "approval has taken its place: publish the newest approved version again, or have "
                "this one reviewed."
            )
        case FindingCode.REVIEW_UNTRUSTED if isinstance(shortfall.record, Rebaseline):
            return _(
                "%(subject)s was rewritten since it was approved, which only the rebaseline by "
                "%(name)s on %(day)s covers, and the ledger does not vouch for that record "
                "(%(id)d, see what is said of it) or for its approval: have the content reviewed "
                "again."
            )
        case FindingCode.REVIEW_UNTRUSTED if isinstance(shortfall.record, Adoption):
            return _(
                "%(subject)s is covered only by its adoption by %(name)s on %(day)s, and the "
                "ledger does not vouch for that record (%(id)d, see what is said of it): have the "
                "content reviewed."
            )
        case FindingCode.REVIEW_UNTRUSTED:
            return _(
                "%(subject)s is covered only by the approval of %(reviewer)s on %(day)s, and the "
                "ledger does not vouch for that record (%(id)d, see what is said of it): have the "
                "content reviewed again."
            )
        case FindingCode.EMERGENCY_UNREVIEWED:
            return _(
                "%(subject)s was published urgently by %(name)s on %(day)s, and its review, which "
                "was due by %(due)s, has not happened: review it now, or unpublish it."
            )
        case FindingCode.CONTENT_WITHDRAWN:
            return _(
                "%(subject)s is live although it was withdrawn on %(day)s and nobody has approved "
                "it since: unpublish it, and find out who wrote to the database."
            )
        case _other if isinstance(shortfall.record, Adoption):
            return _(
                "%(subject)s shows readers other content than was adopted on %(day)s (%(fields)s): "
                "have it reviewed, and find out who wrote to the database."
            )
        case _other:
            return _(
                "%(subject)s shows readers other content than %(reviewer)s approved on %(day)s "
                "(%(fields)s): publish the approved version again from its history, or have this "
                "one reviewed, and find out who wrote to the database. Where a migration rewrote "
                "it, see rebaseline_reviews."
            )


def _names(model: type[models.Model], names: Any) -> str:
    return get_text_list([_name(model, name) for name in names], _("and"))


def _name(model: type[models.Model], name: str) -> str:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name.replace("_", " ")
    return str(getattr(field, "verbose_name", name.replace("_", " ")))


def _day(moment: Any) -> str:
    return date_format(site_day(moment))
