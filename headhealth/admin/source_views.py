"""Editing a source, and the pages that cite it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.widgets import Button, HeaderButton
from wagtail.models import AbstractPage, ReferenceIndex
from wagtail.snippets.views.snippets import EditView, UsageView

from headhealth.admin.concurrent_edits import ConcurrentEditMixin
from headhealth.admin.re_review_links import ask_button
from headhealth.admin.source_facts import may_change, notice_of, source_url
from headhealth.snippets.source import Source


def source_buttons(source: Source, user: Any) -> list[Button]:
    """What can be done with ``source`` beside editing it."""
    # Label, view, icon, and whether it changes what is said of the source.
    offers = [(_("Where it is cited"), "usage", "link", False)]
    if notice_of(source):
        offers.append((_("Take the notice back"), "source_unmark", "undo", True))
    else:
        offers.append((_("Mark as superseded or retracted"), "source_mark", "warning", True))
    is_allowed = may_change(user, source)
    buttons = [
        Button(label, url=source_url(view, source), icon_name=icon, priority=15 + number)
        for number, (label, view, icon, is_change) in enumerate(offers)
        if is_allowed or not is_change
    ]
    return [*buttons, *ask_button(source, user)]


class SourceEditView(ConcurrentEditMixin, EditView):
    """The editor of a source."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        more = source_buttons(self.object, self.request.user)
        return [*super().header_more_buttons, *more]


class SourceUsageView(UsageView):
    """Wagtail's list of uses, and for pages whether they are live, and where.

    Whoever may see sources may see it: reviewers look whom a bad source concerns.
    """

    page_title = gettext_lazy("Where it is cited")
    permission_required = None
    any_permission_required = ["add", "change", "delete", "view"]

    def get_queryset(self) -> list[tuple[Any, list[ReferenceIndex]]]:
        """What uses the source, live pages first, with the references. Wagtail asks the database
        once for each of them, whichever page of the list is shown."""
        found: dict[int, dict[str, list[ReferenceIndex]]] = defaultdict(lambda: defaultdict(list))
        for reference in ReferenceIndex.get_references_to(self.object):
            found[reference.base_content_type_id][reference.object_id].append(reference)
        uses = []
        for type_key, references in found.items():
            model: Any = ContentType.objects.get_for_id(type_key).model_class()
            objects = model._base_manager.in_bulk(list(references)).values()
            uses += [(obj, references[str(obj.pk)]) for obj in objects]
        return sorted(uses, key=lambda use: (not _is_live(use[0]), str(use[0])))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {**here, "label": self.page_title}]

    @cached_property
    def header_buttons(self) -> list[Button]:
        asking = ask_button(self.object, self.request.user, button=HeaderButton)
        return [*super().header_buttons, *asking]

    @cached_property
    def columns(self) -> list[Any]:
        name, _type, places = super().columns
        return [
            name,
            StatusTagColumn(
                "status",
                label=_("Status"),
                accessor=lambda row: _("Live") if _is_live(row["object"]) else _("Not live"),
                primary=lambda row: _is_live(row["object"]),
            ),
            _LivePageColumn("live", label=_("What readers see"), accessor=_live_page),
            places,
        ]


class _LivePageColumn(Column):
    """A link to the page, where it is live."""

    cell_template_name = "headhealth/admin/live_page_cell.html"


def _is_live(obj: Any) -> bool:
    return getattr(obj, "live", True)


def _live_page(row: dict[str, Any]) -> dict[str, str] | None:
    obj = row["object"]
    if not (isinstance(obj, AbstractPage) and obj.live):
        return None
    if row["edit_url"] is None and obj.get_view_restrictions().exists():
        return None
    url = obj.get_full_url()
    return {"url": url, "title": str(obj)} if url else None
