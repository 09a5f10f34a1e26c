"""All of one list of what a person has to do."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import cached_property
from django.views.generic import ListView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from headhealth.admin.todo_lists import TODO_LISTS, TodoList


class TodoListView(WagtailAdminTemplateMixin, ListView):
    """The list that the address names, of the user who asks."""

    template_name = "headhealth/admin/todo_list.html"
    header_icon = "clipboard-list"
    paginator_class = WagtailPaginator
    paginate_by = 50

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.todo.is_for_user():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def todo(self) -> TodoList:
        by_name = {todo_class.name: todo_class for todo_class in TODO_LISTS}
        if self.kwargs["name"] not in by_name:
            raise Http404
        return by_name[self.kwargs["name"]](self.request.user)

    def get_page_title(self) -> str:
        return str(self.todo.heading)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_queryset(self) -> Any:
        return self.todo.entries()

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """A page that is not there shows the last one: entries leave the list meanwhile."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("p"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        context["elided_page_range"] = page.paginator.get_elided_page_range(page.number)
        context["todo"] = self.todo
        context["loads_script"] = self.todo.has_decisions
        context["entries"] = self.todo.prepare(list(context["object_list"]))
        return context
