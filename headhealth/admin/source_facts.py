"""What is known of a source beside what was written down of it: its link, its notice, its uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from wagtail.permissions import policy_registry

from headhealth.pages.citing_pages import live_pages_citing
from headhealth.rules.web_addresses import web_address
from headhealth.site_calendar import site_day
from headhealth.snippets.source import Source
from headhealth.snippets.source_notice import SourceNotice
from headhealth.source_checks.source_link import FINDINGS, SourceCheck, SourceLink
from headhealth.workflow.object_rights import SEE


def may_change(user: Any, source: Source) -> bool:
    """Whether ``user`` may change ``source`` or what is said of it."""
    policy = policy_registry.get_by_type(Source)
    return policy.user_has_permission_for_instance(user, "change", source)


def source_url(name: str, source: Source) -> str:
    """An admin view of ``source`` by the name that its viewset or this app gives it."""
    if name in ("edit", "usage"):
        return reverse(Source.snippet_viewset.get_url_name(name), args=[quote(source.pk)])
    return reverse(f"headhealth_admin:{name}", args=[source.pk])


def age_in_words(source: Source) -> str:
    """How many years ago it was published, as far as a year says."""
    if source.year is None:
        return ""
    years = site_day().year - source.year
    if years < 1:
        return gettext("this year")
    return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}


def link_of(source: Source) -> SourceLink | None:
    return getattr(source, "link", None)


def notice_of(source: Source) -> SourceNotice | None:
    return getattr(source, "notice", None)


def can_take_new_address(source: Source) -> bool:
    """Whether the address that moved is the one that was written down: a DOI stays as it is."""
    link = link_of(source)
    return bool(link and link.moved_to and link.address == source.url == source.address)


def explains(check: SourceLink | SourceCheck) -> str:
    """Why a check came to its state, in a few words; "" where that needs none."""
    if check.problem:
        return check.get_problem_display()
    if check.status is None or check.status < 300:
        return ""
    return gettext("the site answered with %(status)d") % {"status": check.status}


@dataclass(frozen=True)
class SourceFacts:
    """``source``, as ``request``'s user sees it above its form."""

    source: Source
    request: Any

    @cached_property
    def link(self) -> SourceLink | None:
        return link_of(self.source)

    @property
    def why(self) -> str:
        link = self.link
        return explains(link) if link else ""

    @property
    def is_finding(self) -> bool:
        return bool(self.link and self.link.state in FINDINGS)

    @cached_property
    def notice(self) -> SourceNotice | None:
        return notice_of(self.source)

    @cached_property
    def checks(self) -> Sequence[tuple[SourceCheck, str]]:
        """The history, newest first, each with its reason."""
        return [(check, explains(check)) for check in self.source.checks.all()]

    @cached_property
    def citing_pages(self) -> int:
        """The number of pages that this user may see."""
        seen = SEE.pages(self.request.user).order_by().values("pk")
        return live_pages_citing([self.source]).filter(pk__in=seen).count()

    @property
    def moved_to(self) -> str:
        """The address that it moved to, where that may be a link."""
        return web_address(self.link.moved_to) if self.link else ""

    @property
    def usage_url(self) -> str:
        return source_url("usage", self.source)

    @property
    def new_address_url(self) -> str:
        """Where the address that it moved to is taken over, if this user may."""
        is_offered = can_take_new_address(self.source) and self._may_change
        return source_url("source_new_address", self.source) if is_offered else ""

    @property
    def unmark_url(self) -> str:
        return source_url("source_unmark", self.source) if self._may_change else ""

    @property
    def _may_change(self) -> bool:
        return may_change(self.request.user, self.source)
