"""Who wrote what is waiting for approval.

A medical reviewer must have written none of it. Revisions cannot answer that: they are purged, a
comment makes one too, and autosave rewrites them. So each save that changes public content is
noted here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from headhealth.review.content_digest import content_digest
from headhealth.review.medical_review import MedicalReview, newest_review
from headhealth.review.reviewed_object import ReviewedObjectRecord, content_type_of
from headhealth.review.version import Version


class Contribution(ReviewedObjectRecord):
    """One person's run of changes to an object, up to the content with ``digest``."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    user_name = models.CharField(
        _("name"), max_length=255, help_text=_("Kept when the account is deleted.")
    )
    digest = models.CharField(_("digest"), max_length=64)
    contributed_at = models.DateTimeField(_("contributed at"))

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["contributed_at", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["content_type", "object_id", "contributed_at"],
                name="hh_contribution_object_idx",
            )
        ]

    def __str__(self) -> str:
        return _("%(name)s, %(date)s") % {"name": self.user_name, "date": self.contributed_at}


def pending_contributions(obj: models.Model) -> Any:
    """Contributions since the approval that counts; all of them where there is none.

    There is none after a withdrawal: what comes back is read by somebody who wrote nothing of it.
    """
    reviews = MedicalReview.objects.for_object(obj).standing()
    newest = reviews.newest_first().values("reviewed_at")[:1]
    return Contribution.objects.for_object(obj).filter(
        ~Exists(reviews) | Q(contributed_at__gt=Subquery(newest))
    )


def pending_contributions_of_all() -> Any:
    """Contributions since the approvals that count, of all objects at once."""
    later = MedicalReview.objects.counting().filter(
        content_type=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        reviewed_at__gte=OuterRef("contributed_at"),
    )
    return Contribution.objects.filter(~Exists(later))


def authors_of(obj: models.Model) -> list[Any]:
    """The users who wrote what is waiting for approval, each once, first contributor first."""
    user_ids = dict.fromkeys(
        pending_contributions(obj)
        .exclude(user=None)
        .order_by("contributed_at", "pk")
        .values_list("user_id", flat=True)
    )
    users = get_user_model()._default_manager.in_bulk(list(user_ids))
    return [users[user_id] for user_id in user_ids if user_id in users]


def is_author(obj: Any, user: Any) -> bool:
    """Whether ``user`` wrote any of what is waiting for approval, or is named as an author."""
    if any(author.user_id == user.pk for author in obj.named_authors()):
        return True
    return pending_contributions(obj).filter(user=user).exists()


def record_contribution(*, version: Version, user: Any, previous_revision: Any = None) -> None:
    """Note that ``user`` saved ``version``; None if a script did.

    Saving unchanged content (a comment, a new slug) is no contribution. A user who undoes all of
    their own latest changes has contributed nothing. Going back to ``previous_revision`` makes the
    people who wrote that revision authors again.
    """
    obj, digest = version.obj, version.digest
    pending = list(pending_contributions(obj).order_by("-contributed_at", "-pk")[:2])
    review = newest_review(obj)
    states = [contribution.digest for contribution in pending]
    states.append(digest if review and review.lets_through(version) else "")
    if states[0] == digest:
        return
    newest = pending[0] if pending else None
    if newest and newest.user_id == getattr(user, "pk", None):
        if states[1] == digest:
            newest.delete()
        else:
            newest.digest, newest.contributed_at = digest, timezone.now()
            newest.save(update_fields=["digest", "contributed_at"])
    else:
        _note(obj, user, digest)
    if previous_revision is not None:
        _readmit_authors(obj, previous_revision, digest, besides=user)


def carry_contributions(*, source: models.Model, target: models.Model) -> None:
    """Make everyone who ever wrote in ``source`` an author of its copy ``target``.

    May be called again when ``source`` changed: an alias follows its source.
    """
    known = {_key(contribution) for contribution in Contribution.objects.for_object(target)}
    for contribution in Contribution.objects.for_object(source):
        if _key(contribution) in known:
            continue
        contribution.pk = None
        contribution._state.adding = True
        contribution.content_type = content_type_of(type(target))
        contribution.object_id = str(target.pk)
        contribution.save()


def record_earlier_contributions(obj: Any) -> None:
    """Note who wrote ``obj`` before contributions were: its owner, and whoever saved a revision.

    Revisions are purged, so that these need not be all: somebody unknown is noted with them.
    """
    noted = Contribution.objects.for_object(obj)
    oldest = noted.order_by("contributed_at").first()
    # Before all that has been noted since.
    moment = oldest.contributed_at - timedelta(seconds=1) if oldest else timezone.now()
    revisions = Revision.objects.for_instance(obj).filter(created_at__lte=moment)
    user_ids = [getattr(obj, "owner_id", None), *revisions.values_list("user", flat=True)]
    known = get_user_model()._default_manager.in_bulk({pk for pk in user_ids if pk is not None})
    for user in known.values():
        _note(obj, user, "", moment)
    latest = obj.latest_revision
    # The newest of them, so that a save which changes nothing is told from a contribution.
    digest = content_digest(latest.as_object() if latest else obj)
    _note(obj, None, digest, moment, name=gettext("somebody unknown, before the first review"))


def _key(contribution: Contribution) -> tuple[Any, ...]:
    return (contribution.user_id, contribution.digest, contribution.contributed_at)


def _readmit_authors(obj: models.Model, revision: Any, digest: str, besides: Any) -> None:
    """Authors of an old revision: everyone who contributed up to the moment it was saved."""
    seen = {getattr(besides, "pk", None)}
    earlier = Contribution.objects.for_object(obj).filter(contributed_at__lte=revision.created_at)
    users = [contribution.user for contribution in earlier.select_related("user")]
    for user in [*users, revision.user]:
        if user is not None and user.pk not in seen:
            seen.add(user.pk)
            _note(obj, user, digest)


def _note(
    obj: models.Model, user: Any, digest: str, moment: datetime | None = None, *, name: str = ""
) -> None:
    Contribution.objects.create(
        content_type=content_type_of(type(obj)),
        object_id=str(obj.pk),
        user=user,
        user_name=(user.get_full_name() or user.get_username()) if user else name,
        digest=digest,
        contributed_at=moment or timezone.now(),
    )
