"""The guide for the people who use the admin, in its help menu.

Its text is edited in ``docs/guide/``; ``make guide`` makes the templates from it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin


class GuidePart(NamedTuple):
    """What one of the three people needs to know."""

    name: str
    title: Any
    summary: Any
    icon: str


PARTS = (
    GuidePart(
        "editors",
        _("For editors"),
        _("Writing, submitting, answering a reviewer, and keeping your pages up to date."),
        "edit",
    ),
    GuidePart(
        "reviewers",
        _("For medical reviewers"),
        _("What waits for you, what you see of a change, and what approving it means."),
        "clipboard-list",
    ),
    GuidePart(
        "leads",
        _("For those who lead"),
        _("The policy, the report, reminders, urgent changes, and proof for assessors."),
        "calendar-check",
    ),
)


class GuideMenuItem(MenuItem):
    """Stands before Wagtail's own guide."""

    def __init__(self) -> None:
        super().__init__(
            _("Health content guide"),
            reverse("headhealth_admin:guide"),
            name="health-content-guide",
            icon_name="help",
            order=900,
        )


class GuideView(WagtailAdminTemplateMixin, TemplateView):
    """Which parts there are."""

    template_name = "headhealth/admin/guide.html"
    page_title = _("Health content guide")
    header_icon = "help"
    _show_breadcrumbs = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parts=PARTS, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("headhealth_admin:guide"), "label": _("Health content guide")},
        ]


class GuidePartView(GuideView):
    """One part of the guide."""

    template_name = "headhealth/admin/guide_part.html"

    @cached_property
    def part(self) -> GuidePart:
        found = next((part for part in PARTS if part.name == self.kwargs["part"]), None)
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> Any:
        return self.part.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        template = f"headhealth/guide/{self.part.name}.html"
        shown = {"part": self.part, "part_template": template}
        return super().get_context_data(**{**kwargs, **shown})

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.part.title}]
