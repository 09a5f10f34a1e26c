"""What a user may do with a reviewed page."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from wagtail.models import PagePermissionTester

from headhealth.review.authority import record_that_allows
from headhealth.review.one_screen import once
from headhealth.review.same_for_readers import NotRendered
from headhealth.review.version import latest_version
from headhealth.review.watched_row import may_stay_public


class ReviewedPagePermissionTester(PagePermissionTester):
    """Publishing needs an approval as well as Wagtail's permission.

    Privacy and schedules stay with those who hold the publish permission, approval or not: taking
    content away from readers is always possible.
    """

    def has_publish_permission(self) -> bool:
        """Wagtail's own answer to ``can_publish``."""
        return super().can_publish()

    def can_publish(self) -> bool:
        return self.has_publish_permission() and self._latest_may_be_public

    def can_unpublish(self) -> bool:
        """Whatever locks the page, a review, a schedule or a person: that is about editing."""
        return self.page.live and self.has_publish_permission()

    def can_set_view_restrictions(self) -> bool:
        return self.has_publish_permission()

    def can_unschedule(self) -> bool:
        return self.has_publish_permission()

    @cached_property
    def _latest_may_be_public(self) -> bool:
        # For what is offered: publishing asks again.
        version = once(latest_version, self.page)
        try:
            return record_that_allows(version, read=once) is not None or (
                self.page.live and not self.page.alias_of_id and once(_is_public, self.page)
            )
        except NotRendered:
            # Publishing refuses, and says why.
            return True


def _is_public(page: Any) -> bool:
    """The latest version of ``page`` is public, by a record that counts."""
    return may_stay_public(once(latest_version, page))
