"""Who looks after a page while its owner cannot."""

from __future__ import annotations

import swapper
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PageDeputy(models.Model):
    """The deputy of one page; a page without a row has none.

    A row of its own, as Wagtail keeps the owner apart from revisions too: going back to an old
    version, or publishing a draft of before, must not bring back somebody who has left.
    """

    page = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("deputy"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    # Who looks after a page is no part of it: deleting either needs no warning.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        default_permissions = ()

    def __str__(self) -> str:
        return _("%(name)s for page %(page)s") % {"name": self.user, "page": self.page_id}
