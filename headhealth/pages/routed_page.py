"""What a page knows of the tree around it when a reader asked for it."""

from __future__ import annotations

from typing import Any

from headhealth.blocks.page_visibility import all_restrictions
from headhealth.pages.alias_chain import AliasChainMixin


class RoutedPageMixin(AliasChainMixin):
    """A page that ``PageRoutingMiddleware`` can hand over with its ancestors.

    In every other case the page asks the database, as Wagtail's own do.
    """

    routed_lineage: list[Any] | None = None
    """Base pages from the site's root down to this one."""

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> Any:
        """Those that this page and all above it are under, from all that there are."""
        lineage = self.routed_lineage
        # An alias is as private as its source, which stands elsewhere in the tree. A site's root
        # that is not at the top may stand below one.
        if lineage is None or lineage[0].depth > 2 or any(page.alias_of_id for page in lineage):
            return super().get_view_restrictions()
        return [item for item in all_restrictions() if self.path.startswith(item.page.path)]
