"""What the first page of the admin shows of medical reviews, to each as much as is theirs to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from headhealth.admin.load_picture import LoadPicture
from headhealth.admin.review_load import review_load


class ReviewPanel(Component):
    """A panel for some of the users; ``shows`` says whether the user is one of them."""

    def shows(self, user: Any) -> bool:
        raise NotImplementedError


class ReviewLoadPanel(ReviewPanel):
    """What is due in the next 12 months, for those who say how often it is."""

    name = "review_load"
    template_name = "headhealth/admin/home/review_load.html"
    order = 140

    def shows(self, user: Any) -> bool:
        return user.has_perm("headhealth.change_reviewpolicy")

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        load = review_load()
        return {"load": load, "picture": LoadPicture(load)}


def add_review_panels(request: Any, panels: list[Any]) -> None:
    """For the hook ``construct_homepage_panels``."""
    ours = [ReviewLoadPanel()]
    panels += [panel for panel in ours if panel.shows(request.user)]
