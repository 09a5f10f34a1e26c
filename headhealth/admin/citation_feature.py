"""The "source" feature of rich text: editors cite a source, which stays one unit in the text."""

from __future__ import annotations

from typing import Any

from bs4 import Tag
from django.apps import apps
from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _
from draftjs_exporter import DOM
from wagtail.admin.rich_text.converters.editor_html import LinkTypeRule
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

from headhealth.snippets.citations import LINK_TYPE, SourceLinkHandler, parse_key

FEATURE = "source"
ENTITY_TYPE = "SOURCE"


class _ChooserUrl:
    """The address of a view of the source chooser, looked up when it is shown.

    Through the viewset, so that a site may serve the chooser under another address.
    """

    def __init__(self, view_name: str) -> None:
        self._view_name = view_name

    def __str__(self) -> str:
        source_model: Any = apps.get_model("headhealth", "Source")
        chooser = source_model.snippet_viewset.chooser_viewset
        return reverse(chooser.get_url_name(self._view_name))


class CitationFeature(EntityFeature):
    """A Draftail entity with a plugin beside it, which looks sources up and guides the cursor."""

    def __init__(self) -> None:
        super().__init__(
            {
                "type": ENTITY_TYPE,
                "icon": "openquote",
                "description": _("Cite a source"),
                "chooserUrls": {"sourceChooser": lazystr(_ChooserUrl("choose"))},
                # What survives copying from one field to another.
                "attributes": ["id"],
                "allowlist": {"id": r"^\d{1,18}$"},
            },
            # The first two are what the third extends, so they have to come before it.
            js=[
                "wagtailadmin/js/chooser-modal.js",
                "wagtailadmin/js/draftail.js",
                "headhealth/js/citation.js",
            ],
            css={"all": ["headhealth/css/admin-citation.css"]},
        )
        self.plugin = {
            "type": ENTITY_TYPE,
            "chosenUrl": lazystr(_ChooserUrl("chosen_multiple")),
            "missingLabel": _("Missing source"),
            "missingTitle": _("This source was deleted. Readers do not see this citation."),
        }

    def construct_options(self, options: dict[str, Any]) -> None:
        super().construct_options(options)
        options.setdefault("plugins", []).append(self.plugin)


class SourceElementHandler(InlineEntityElementHandler):
    """Turns the stored element into an entity, without a query: the editor looks sources up."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict[str, str | None]) -> dict[str, int]:
        source_id = parse_key(attrs.get("id"))
        return {"id": source_id} if source_id else {}


def source_entity(props: dict[str, Any]) -> Any:
    """Turn an entity into the stored element; one without a usable id remains, as missing."""
    attributes = {"linktype": LINK_TYPE}
    source_id = parse_key(props.get("id"))
    if source_id:
        attributes["id"] = str(source_id)
    return DOM.create_element("a", attributes, props["children"])


class SourceDbAttributes:
    """The attributes of a citation that comes in as HTML, through Wagtail's API."""

    @staticmethod
    def get_db_attributes(tag: Tag) -> dict[str, str]:
        """Raises ``KeyError`` without a usable id, at which Wagtail keeps the words only."""
        source_id = parse_key(tag.get("data-id"))
        if not source_id:
            raise KeyError("data-id")
        return {"id": str(source_id)}

    @staticmethod
    def expand_db_attributes(attrs: dict[str, str]) -> str:
        source_id = parse_key(attrs.get("id"))
        return f'<a data-linktype="{LINK_TYPE}" data-id="{source_id or ""}">'


def register_citation_feature(features: FeatureRegistry) -> None:
    """Make the feature known to Wagtail; fields opt in with ``features=[…, "source"]``."""
    features.register_link_type(SourceLinkHandler)
    features.register_editor_plugin("draftail", FEATURE, CitationFeature())
    features.register_converter_rule(
        "contentstate",
        FEATURE,
        {
            "from_database_format": {
                f'a[linktype="{LINK_TYPE}"]': SourceElementHandler(ENTITY_TYPE)
            },
            "to_database_format": {"entity_decorators": {ENTITY_TYPE: source_entity}},
        },
    )
    features.register_converter_rule(
        "editorhtml", FEATURE, [LinkTypeRule(LINK_TYPE, SourceDbAttributes)]
    )
