"""What live objects show, as their approval recorded it, kept where changes find it.

Follows from the publishing records, like ``ReviewClock``: worked out anew whenever one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import get_active_log_context

from headhealth.review.reviewed_object import ReviewedObjectRecord, content_type_of
from headhealth.review.seen_parts import ShownKey, changed_parts, load_shown, seen_parts


class Dependency(ReviewedObjectRecord):
    """One thing that one live object shows: an image, a document, a snippet, a page."""

    shown_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    shown_id = models.CharField(max_length=255)
    shown_title = models.CharField(max_length=255)
    parts = models.JSONField(null=True, help_text=_("What readers saw of it when it was approved."))
    changed_at = models.DateTimeField(
        null=True, help_text=_("Since when readers see something else.")
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "shown_type", "shown_id"],
                name="hh_one_dependency",
            )
        ]
        indexes = [models.Index(fields=["shown_type", "shown_id"], name="hh_dependency_shown_idx")]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_key(self) -> ShownKey:
        return self.shown_type_id, self.shown_id

    @property
    def told(self) -> tuple[Any, ...]:
        """What it says of the thing that is shown, to be compared with what is stored."""
        return self.shown_title, self.parts, self.changed_at, self.changed_by_id

    def compare(self, now: dict[str, Any] | None) -> bool:
        """Note whether readers see something else ``now``; False where that was known."""
        is_changed = bool(changed_parts(self.parts, now))
        if is_changed == (self.changed_at is not None):
            return False
        self.changed_at = timezone.now() if is_changed else None
        self.changed_by = get_active_log_context().user if is_changed else None
        return True


def keep_dependencies(obj: Any, recorded: Iterable[dict[str, Any]]) -> datetime | None:
    """Keep what the record that lets ``obj`` be public says it shows.

    Returns since when readers see something else of any of it; None where they do not.
    """
    rows = {row.shown_key: row for row in Dependency.objects.for_object(obj)}
    wanted = dict(_rows(obj, recorded))
    for key, row in wanted.items():
        if (known := rows.get(key)) is not None:
            row.pk, row.changed_at, row.changed_by_id = (
                known.pk,
                known.changed_at,
                known.changed_by_id,
            )
    if gone := [row.pk for key, row in rows.items() if key not in wanted]:
        Dependency.objects.filter(pk__in=gone).delete()
    shown = load_shown(wanted)
    for key, row in wanted.items():
        row.compare(seen_parts(shown[key]) if key in shown else None)
    Dependency.objects.bulk_create([row for row in wanted.values() if row.pk is None])
    Dependency.objects.bulk_update(
        [row for key, row in wanted.items() if key in rows and row.told != rows[key].told],
        ["shown_title", "parts", "changed_at", "changed_by"],
        batch_size=100,
    )
    return min((row.changed_at for row in wanted.values() if row.changed_at), default=None)


def forget_dependencies(obj: Any) -> None:
    """``obj`` is not live any more."""
    Dependency.objects.for_object(obj).delete()


def shown_key(recorded: dict[str, Any]) -> ShownKey | None:
    """The key of a thing as a record names it; None where its app was taken out of the site."""
    try:
        model = apps.get_model(recorded["type"])
    except LookupError:
        return None
    kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
    return kind.pk, recorded["id"]


def _rows(
    obj: models.Model, recorded: Iterable[dict[str, Any]]
) -> Iterable[tuple[ShownKey, Dependency]]:
    for each in recorded:
        key = shown_key(each)
        if key is None:
            continue
        yield (
            key,
            Dependency(
                content_type=content_type_of(type(obj)),
                object_id=str(obj.pk),
                shown_type_id=key[0],
                shown_id=key[1],
                shown_title=each["title"],
                parts=each["parts"],
            ),
        )
