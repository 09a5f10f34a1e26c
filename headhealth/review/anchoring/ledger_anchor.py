"""Memory of the anchors that were written: it tells when one has gone, or is written no more."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

RESTS = timedelta(days=7)
"""Time without a new line after which nightly audits count as no longer anchoring."""
LONGEST_PLACE = 1000
"""Characters in the name of a place."""


class LedgerAnchor(models.Model):
    """One place outside the database, and the last line that was written there.

    It proves nothing, as it is in the database. The lines outside do.
    """

    place = models.CharField(_("place"), max_length=LONGEST_PLACE, unique=True)
    position = models.PositiveBigIntegerField(_("position"))
    line_hash = models.CharField(_("hash of the last line"), max_length=64)
    confirmed_at = models.DateTimeField(
        _("confirmed at"), help_text=_("When the place last held the end of a sound ledger.")
    )
    mailed_at = models.DateTimeField(_("mailed at"), null=True)
    mailed_end = models.CharField(_("end that was mailed"), max_length=100, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("anchor of the ledger")
        verbose_name_plural = _("anchors of the ledger")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.place}: {self.position}"

    @property
    def is_stale(self) -> bool:
        """Whether another audit should have confirmed it since."""
        return timezone.now() - self.confirmed_at > RESTS


def newest_mailed() -> LedgerAnchor | None:
    """The anchor whose end was mailed last."""
    return LedgerAnchor.objects.exclude(mailed_at=None).order_by("-mailed_at").first()


def newest_anchor() -> LedgerAnchor | None:
    """The anchor that an audit confirmed last."""
    return LedgerAnchor.objects.order_by("-confirmed_at", "-pk").first()
