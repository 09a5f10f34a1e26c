"""Blocks that migrations refer to by name."""

from __future__ import annotations

from typing import Any


class StableDefinitionMixin:
    """Mixin for a struct block class without arguments: migrations name it, and spell nothing out.

    Wagtail writes the whole definition of a struct block into the migrations of every model that
    uses it. For blocks of a package that means a new migration in each host site whenever a label
    or a help text here is reworded. The price is that a data migration sees the blocks as they are
    today, so one that renames a child names it in the stored data, as it would anyway.
    """

    def deconstruct(self: Any) -> tuple[str, Any, Any]:
        args, kwargs = self._constructor_args
        return self.canonical_module_path, args, kwargs

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, Any, Any]:
        return self.deconstruct()

    @classmethod
    def construct_from_lookup(cls, lookup: Any, *args: Any, **kwargs: Any) -> Any:
        return cls(*args, **kwargs)
