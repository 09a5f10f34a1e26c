"""The withdrawals that a user may change or end."""

from __future__ import annotations

from typing import Any

import swapper
from django.db.models import Q
from wagtail.permission_policies.pages import PagePermissionPolicy

from headhealth.withdrawal.withdraw import addresses_of
from headhealth.withdrawal.withdrawal import Withdrawal
from headhealth.workflow.about_page_policy import AboutPagePolicy
from headhealth.workflow.object_rights import ObjectRight

PUBLISH = ObjectRight(page_actions=("publish",))


class WithdrawalPolicy(AboutPagePolicy):
    """Gives rights on a withdrawal to users who may publish its page.

    Of a page that was deleted: those who may publish the page below whose address it was.
    """

    right = PUBLISH

    def is_in_reach(self, user: Any, instance: Withdrawal) -> bool:
        if self.right.has_all_pages(user):
            return True
        return Withdrawal.objects.filter(self.reach(user), pk=instance.pk).exists()

    def reach(self, user: Any) -> Q:
        condition = super().reach(user)
        page_model = swapper.load_model("wagtailcore", "Page")
        for page in page_model.objects.filter(pk__in=_tops(user)):
            for site_id, path in addresses_of(page):
                condition |= Q(page=None, site_id=site_id, path__startswith=path)
            # A page above the root of a site.
            roots = page.get_descendants(inclusive=True)
            condition |= Q(page=None, site__root_page__in=roots.values("pk"))
        return condition


def _tops(user: Any) -> list[int]:
    """The pages at which a group of ``user`` has the right to publish."""
    granted = PagePermissionPolicy().get_cached_permissions_for_user(user)
    return [each.page_id for each in granted if each.permission.codename == "publish_page"]
