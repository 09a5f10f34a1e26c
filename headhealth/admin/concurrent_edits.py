"""Two people who edit the same thing at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import AbstractPage, Revision

from headhealth.admin.try_again import TryAgainMixin

UNDER_WAY = timedelta(seconds=10)
"""So long an autosave may take, of which the form does not know yet when it is sent."""


class ConcurrentEditMixin(TryAgainMixin):
    """An edit view that says so when somebody else saved while its form was open.

    Wagtail's script warns while both are typing, and the server refuses the autosaves of the
    second; a save that is asked for goes through. Both versions are kept, and the one who saved
    last is told, whatever became of the script.
    """

    def form_valid(self, form: Any) -> Any:
        is_behind = not self.expects_json_response and self.is_out_of_date
        # Looked up now: saving adds another.
        unseen = self.latest_revision if is_behind else None
        response = super().form_valid(form)
        if unseen and not self._is_under_way(unseen):
            self._say_that_both_are_kept(unseen)
        return response

    def _is_under_way(self, unseen: Revision) -> bool:
        is_own = unseen.user == self.request.user
        return is_own and timezone.now() - unseen.created_at < UNDER_WAY

    def _say_that_both_are_kept(self, unseen: Revision) -> None:
        if unseen.user == self.request.user:
            message = _(
                "You saved a version in another window while this one was open. This one is now "
                "the newest; the other is kept in the history. Compare the two before you go on."
            )
        else:
            message = _(
                "%(name)s saved a version that you had not seen while you were editing. Yours is "
                "now the newest; theirs is kept in the history. Compare the two before you go on."
            ) % {"name": get_user_display_name(unseen.user) if unseen.user else _("Somebody else")}
        compare = messages.button(self._compare_url(unseen), _("Compare the two"))
        messages.warning(self.request, message, buttons=[compare])

    def _compare_url(self, revision: Revision) -> str:
        obj = getattr(self, "page", None) or self.object
        name = "wagtailadmin_pages:revisions_compare"
        if not isinstance(obj, AbstractPage):
            name = self.revisions_compare_url_name
        return reverse(name, args=[quote(obj.pk), revision.pk, "latest"])
