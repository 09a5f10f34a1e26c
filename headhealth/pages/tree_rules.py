"""Where health pages may stand: under an A to Z that lists their type."""

from __future__ import annotations

from typing import Any

from django.db import models


class ListedPageMixin(models.Model):
    """A page type that lives under an A to Z page of its own type.

    ``parent_page_types`` says that the parent is an A to Z; this says that it is the right one.
    """

    class Meta:
        abstract = True

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        return super().can_create_at(parent) and parent.specific.lists(cls)

    def can_move_to(self, parent: Any) -> bool:
        return super().can_move_to(parent) and parent.specific.lists(type(self))
