"""Whether and for how long the readers of a site may comment."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

DAYS_OPEN = 90
"""A quarter: long enough to hear from readers of a new text, short enough for few moderators."""
MOST_DAYS_OPEN = 3650


@register_setting(icon="comment", order=700)
class CommentSettings(BaseSiteSetting):
    """Comments are off until somebody turns them on here and on the page itself."""

    is_enabled = models.BooleanField(
        _("readers may comment"),
        default=False,
        help_text=_(
            "Only under pages whose own setting allows it. Turned off, no comment is shown."
        ),
    )
    days_open = models.PositiveSmallIntegerField(
        _("days open"),
        default=DAYS_OPEN,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS_OPEN)],
        help_text=_(
            "How long after the last review of the whole page readers can write. "
            "Comments that were approved stay."
        ),
    )

    panels = [FieldPanel("is_enabled"), FieldPanel("days_open")]

    class Meta:
        verbose_name = _("comment settings")
        verbose_name_plural = _("comment settings")

    @classmethod
    def enabled_for(cls, site: Site | None) -> CommentSettings | None:
        """The settings of ``site`` if its readers may comment. Never writes, as Wagtail's do."""
        return None if site is None else cls.objects.filter(site=site, is_enabled=True).first()
