"""Verifies what is to be published by itself: a schedule holds what was approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Revision

from headhealth.review.audit.chunks import chunks, one_by_one_if_need_be
from headhealth.review.audit.coverage import Content, judge
from headhealth.review.audit.finding import Finding, FindingCode, Step, one_line, subject_of
from headhealth.review.content_fields import content_fields
from headhealth.review.reviewed_object import reviewed_model_by_type
from headhealth.review.version import Version


def scheduled_revisions() -> models.QuerySet:
    """The versions of reviewed objects that are to be published by themselves."""
    types = list(reviewed_model_by_type())
    return Revision.objects.filter(approved_go_live_at__isnull=False, content_type__in=types)


def check_schedules(distrusted: set[tuple[str, int]]) -> Iterator[Step]:
    models_by_type = reviewed_model_by_type()
    for revisions in chunks(scheduled_revisions()):
        by_model = defaultdict(list)
        for revision in revisions:
            by_model[models_by_type[revision.content_type_id]].append(revision)
        findings: list[Finding] = []
        for model, of_model in by_model.items():
            for found in one_by_one_if_need_be(
                of_model, partial(_unapproved, model, distrusted), _unreadable
            ):
                findings += found
        yield Step("scheduled versions", len(revisions), findings)


def _unreadable(revision: Any, error: Exception) -> list[Finding]:
    return [
        Finding(
            FindingCode.CONTENT_UNREADABLE,
            _(
                "The version %(revision)d of “%(title)s”, which is scheduled, cannot be read "
                "(%(reason)s): cancel the schedule, and find out who wrote to the database."
            )
            % {
                "revision": revision.pk,
                "title": one_line(revision.object_str),
                "reason": one_line(str(error)),
            },
        )
    ]


def _unapproved(
    model: type[models.Model], distrusted: set[tuple[str, int]], revisions: Sequence[Any]
) -> list[Finding]:
    """The findings about ``revisions``, all of ``model``."""
    findings = []
    contents = scheduled_contents(model, revisions)
    judgement = judge(model, contents, distrusted)
    short = {id(shortfall.content) for shortfall in judgement.shortfalls}
    for revision, content in zip(revisions, contents, strict=True):
        if id(content) not in short:
            continue
        subject = subject_of(content.version.obj)
        finding = Finding(
            FindingCode.SCHEDULE_UNREVIEWED,
            _(
                "%(subject)s is scheduled to change on %(moment)s to a version (%(revision)d) "
                "that is not what was last approved, so it will be withheld: cancel the schedule, "
                "and submit the version for medical review."
            )
            % {
                "subject": subject,
                "moment": date_format(
                    timezone.localtime(revision.approved_go_live_at), "DATETIME_FORMAT"
                ),
                "revision": revision.pk,
            },
            subject,
        )
        findings.append(finding)
    return findings


def scheduled_contents(model: type[models.Model], revisions: Sequence[Any]) -> list[Content]:
    """Contents as revisions hold them, which only the newest review of the object can cover."""
    names = content_fields(model)
    objects = model._base_manager.in_bulk([revision.object_id for revision in revisions])
    contents = []
    for revision in revisions:
        obj = objects.get(model._meta.pk.to_python(revision.object_id))
        snapshot = {name: value for name, value in revision.content.items() if name in names}
        version = Version(obj or model(pk=revision.object_id), model, snapshot)
        contents.append(Content(version, revision.object_id, is_live=False))
    return contents
