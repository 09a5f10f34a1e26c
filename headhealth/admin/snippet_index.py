"""The list of a kind of snippet, searched by whatever was typed into the search field."""

from __future__ import annotations

from django.utils.functional import cached_property
from wagtail.snippets.views.snippets import IndexView

from headhealth.admin.locale_parameter import LocaleParameterMixin
from headhealth.rules.search_queries import clean_query


class CleanSearchIndexView(LocaleParameterMixin, IndexView):
    """Hands only words to the search backend (wagtail#13227).

    Its viewset names no ``search_fields``: SQLite's full-text search answers those with an error,
    and without them every field of the model's search index is searched.
    """

    @cached_property
    def search_query(self) -> str:
        return clean_query(super().search_query)
