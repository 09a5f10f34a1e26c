"""The form of every health page in the editor."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from headhealth.blocks.content_language import content_language_of
from headhealth.review.slug_rule import may_choose_slug, new_slug, slug_message, slug_of
from headhealth.rules.slugs import fitting, follows, longest_slug


class HealthPageForm(WagtailAdminPageForm):
    """Checks the content in the language of the page, and that the slug follows the title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" not in self.fields:
            return
        field = self.fields["slug"]
        if self._may_choose_slug:
            field.help_text = _(
                "The last part of the address, made from the title. Readers see it in addresses, "
                "and no medical reviewer checks it: use only words of the title."
            )
        else:
            # The browser does not send it then, and the slug that its script makes of a title is
            # not always the one that the server makes.
            field.widget.attrs["disabled"] = True
            field.required = False
            field.help_text = slug_message()

    def full_clean(self) -> None:
        with content_language_of(self.instance):
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "slug" not in cleaned:
            return cleaned
        if not self._may_choose_slug:
            cleaned["slug"] = self._slug_of_title(cleaned)
        longest = longest_slug(self._parent_path)
        if len(cleaned["slug"]) > longest:
            self.add_error(
                "slug",
                _("This makes the address too long. Use at most %(count)d characters.")
                % {"count": longest},
            )
        return cleaned

    @cached_property
    def _may_choose_slug(self) -> bool:
        if self.for_user is None:
            return True
        return may_choose_slug(self.instance, user=self.for_user, parent=self.parent_page)

    @property
    def _parent_path(self) -> str:
        return self.parent_page.url_path if self.parent_page else ""

    def _slug_of_title(self, cleaned: dict[str, Any]) -> str:
        """The slug that the page has, or that a new one gets, whatever else was sent."""
        given, title = cleaned["slug"], cleaned.get("title") or self.instance.title
        slug = slug_of(title)
        if not slug and not self.instance.slug:
            self.add_error(
                "slug",
                _(
                    "The title has no letters or digits to make an address of. "
                    "A content lead has to choose the address."
                ),
            )
        spelt = [slug, fitting(slug, self._parent_path)]
        if given and (given == self.instance.slug or follows(given, spelt)):
            return given
        if given:
            # What the API gives back beside the page.
            warnings = getattr(self.instance, "_meta_warnings", [])
            self.instance._meta_warnings = [*warnings, slug_message()]
        return self.instance.slug if self.instance.pk else new_slug(title, parent=self.parent_page)
