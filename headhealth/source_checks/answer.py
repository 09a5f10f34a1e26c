"""What came of asking an address, and what that says about the link."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _

_GONE = (404, 410)


class Problem(models.TextChoices):
    """Why there is no answer that counts."""

    NAME = "name", _("the name of the site is not known")
    CONNECTION = "connection", _("no connection, or it broke off")
    TLS = "tls", _("no secure connection: the certificate or the encryption is not accepted")
    TIMEOUT = "timeout", _("no answer in time")
    ADDRESS = "address", _("this is no web address")
    REDIRECTS = "redirects", _("it leads from address to address without end")
    NOT_PUBLIC = "not_public", _("it leads into a private network, which is not asked")


class Outcome(Enum):
    """What one check says."""

    WORKS = "works"
    MOVED = "moved"
    GONE = "gone"
    FAILS = "fails"
    """Perhaps for a while only."""
    UNTOLD = "untold"
    """Readers may get to it all the same: sites turn programs away that they let people pass."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The end of the way from an address."""

    status: int | None = None
    """Of the last response; None where a problem came before it."""
    problem: str = ""
    """A ``Problem``."""
    moved_to: str = ""
    """Where permanent redirects lead, if that works."""
    resting_host: str = ""
    """A host that wants no more requests for ``rest_seconds``."""
    rest_seconds: int = 0

    @property
    def outcome(self) -> Outcome:
        if self.problem in (Problem.REDIRECTS, Problem.NOT_PUBLIC):
            return Outcome.UNTOLD
        if self.status is None or self.status >= 500:
            return Outcome.FAILS
        if 200 <= self.status < 300:
            return Outcome.MOVED if self.moved_to else Outcome.WORKS
        return Outcome.GONE if self.status in _GONE else Outcome.UNTOLD
