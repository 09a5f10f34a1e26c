"""Choosing a snippet by search, whatever was typed into the search field."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
    SnippetCreateView,
)

from headhealth.admin.forgiving_choosers import ForgivingSnippetChooser
from headhealth.review.address_keys import key_in_address, keys_in_address
from headhealth.rules.search_queries import clean_query


class CleanSearchMixin:
    """A chooser view that hands only words to the search backend (wagtail#13227)."""

    def get_filter_form(self) -> Any:
        query = self.request.GET.copy()
        if "q" in query:
            query["q"] = clean_query(query["q"])
        return self.get_filter_form_class()(query)


class CleanSearchChooseView(CleanSearchMixin, ChooseView):
    """The chooser's modal."""


class CleanSearchChooseResultsView(CleanSearchMixin, ChooseResultsView):
    """The list in the modal, as one types."""


class CheckedKeyMixin:
    """A view that takes a key that cannot be one for the key of nothing."""

    def get_object(self, pk: str) -> Any:
        if key_in_address(self.model_class, pk) is None:
            raise self.model_class.DoesNotExist
        return super().get_object(pk)

    def get_objects(self, pks: list[str]) -> Any:
        return super().get_objects(keys_in_address(self.model_class, pks))


class CheckedChosenView(CheckedKeyMixin, SnippetChosenView):
    """What the browser learns about the snippet that was chosen."""


class CheckedChosenMultipleView(CheckedKeyMixin, SnippetChosenMultipleView):
    """What the browser learns about several snippets."""


class OfferedCreateView(SnippetCreateView):
    """Creating a snippet in a chooser that offers it: not found in any other."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.get_creation_form_class():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class CleanSearchChooserViewSet(SnippetChooserViewSet):
    """The chooser of every snippet of this app."""

    base_widget_class = ForgivingSnippetChooser
    choose_view_class = CleanSearchChooseView
    choose_results_view_class = CleanSearchChooseResultsView
    chosen_view_class = CheckedChosenView
    chosen_multiple_view_class = CheckedChosenMultipleView
    create_view_class = OfferedCreateView
