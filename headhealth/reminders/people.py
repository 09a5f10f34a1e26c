"""Who is there to be reminded: owners, deputies, reviewers, and those who lead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from headhealth.review.contributor import Contributor
from headhealth.review.review_policy import ReviewPolicy
from headhealth.site_calendar import site_day
from headhealth.workflow.urgent_mail import leading_group


def is_reachable(user: Any) -> bool:
    """Whether mail to ``user`` can lead to anything."""
    return user is not None and user.is_active and bool(user.email)


class People:
    """Looks each person up once in a run, and keeps note of who is missing."""

    def __init__(self) -> None:
        self._users: dict[Any, Any] = {}
        self._leading: dict[int | None, list[Any]] = {}
        self._reviewers: dict[Any, list[Any]] = {}
        self.warnings: list[str] = []
        """What those who set the site up should know."""
        self.problems: list[str] = []
        """Whom nobody stands in for, so that nobody is told."""

    def by_key(self, keys: Iterable[Any]) -> dict[Any, Any]:
        """The users with ``keys``, those that there are, by one query for the new ones."""
        wanted = {key for key in keys if key is not None}
        if new := wanted - self._users.keys():
            self._users.update(dict.fromkeys(new))
            self._users.update(get_user_model()._default_manager.in_bulk(list(new)))
        return {key: self._users[key] for key in wanted if self._users[key] is not None}

    def leading(self, policy: ReviewPolicy) -> list[Any]:
        """Those who lead and can be reached; where there are none, the superusers."""
        key = policy.escalation_group_id
        if key not in self._leading:
            self._leading[key] = self._find_leading(policy)
        return self._leading[key]

    def reviewers(self, task: Any) -> list[Any]:
        """Members of the groups of ``task`` who may review today and can be reached."""
        if task.pk not in self._reviewers:
            registered = Contributor.objects.reviewers_on(site_day()).values("user")
            groups = task.specific.groups.values("pk")
            self._reviewers[task.pk] = _reachable(pk__in=registered, groups__in=groups)
        return self._reviewers[task.pk]

    def _find_leading(self, policy: ReviewPolicy) -> list[Any]:
        if found := _reachable(leading_group(policy)):
            return found
        superusers = _reachable(is_superuser=True)
        group = {"group": str(policy.escalation_group or _("Publishers"))}
        if superusers:
            self.warnings.append(
                _("Nobody in the group “%(group)s” can be reached: superusers are told instead.")
                % group
            )
        else:
            self.problems.append(
                _("Nobody in the group “%(group)s” can be reached, and no superuser either.")
                % group
            )
        return superusers


def _reachable(*conditions: Any, **fields: Any) -> list[Any]:
    users = get_user_model()._default_manager.filter(*conditions, is_active=True, **fields)
    return list(users.exclude(email="").order_by("pk").distinct())
