"""What a publisher declares about itself: what no record of a page can show."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import AbstractPage, Site

from headhealth.snippets.web_address_field import WebAddressField

STATEMENT_LENGTH = 2_000


class StatementField(models.TextField):
    """A few sentences, or nothing."""

    def __init__(self, verbose_name: Any = None, help_text: Any = "", **kwargs: Any) -> None:
        defaults = {"blank": True, "max_length": STATEMENT_LENGTH}
        super().__init__(verbose_name, help_text=help_text, **{**defaults, **kwargs})


class AddressField(WebAddressField):
    """Where readers find more, or nothing."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, **{"blank": True, "max_length": 500, **kwargs})


@register_setting(icon="clipboard-list", order=610)
class PublisherStatements(BaseSiteSetting):
    """Shown in evidence as declared by the publisher. Nothing here is checked by the app."""

    publisher = models.CharField(
        _("publisher"),
        max_length=255,
        blank=True,
        help_text=_("Who answers for the site. Left empty: the name of the site."),
    )
    contact_url = AddressField(_("how readers reach you"))

    process = StatementField(
        _("how content is made"),
        help_text=_("The documented process: who writes, who checks, how it is approved."),
    )
    process_url = AddressField(_("where the process is published"))
    training = StatementField(
        _("training"), help_text=_("How the people who write and review are trained.")
    )
    need = StatementField(
        _("need"), help_text=_("How you find out that readers need a piece of information.")
    )
    user_involvement = StatementField(
        _("users involved"), help_text=_("How people whom it concerns take part in making it.")
    )
    equality = StatementField(
        _("health inequalities"),
        help_text=_("How you reach people who find health information hard to get or to use."),
    )
    dissemination = StatementField(
        _("dissemination"), help_text=_("How the information gets to those who need it.")
    )
    impact = StatementField(
        _("impact"), help_text=_("How you measure whether the information helps.")
    )

    funding = StatementField(_("funding"), help_text=_("Who pays for the site."))
    advertising = StatementField(
        _("advertising"),
        help_text=_("What is advertised, and how it is told from content. Say so if nothing is."),
    )
    conflicts = StatementField(
        _("conflicts of interest"),
        help_text=_("The publisher's own interests, and how those of authors are handled."),
    )

    privacy_url = AddressField(_("privacy policy"))
    accessibility = StatementField(
        _("accessibility"), help_text=_("What was tested against which standard, and when.")
    )
    accessibility_url = AddressField(_("accessibility statement"))

    panels = [
        MultiFieldPanel(
            [FieldPanel("publisher"), FieldPanel("contact_url")], heading=_("Who publishes")
        ),
        MultiFieldPanel(
            [
                FieldPanel("process"),
                FieldPanel("process_url"),
                FieldPanel("training"),
                FieldPanel("need"),
                FieldPanel("user_involvement"),
                FieldPanel("equality"),
                FieldPanel("dissemination"),
                FieldPanel("impact"),
            ],
            heading=_("How information is made"),
        ),
        MultiFieldPanel(
            [FieldPanel("funding"), FieldPanel("advertising"), FieldPanel("conflicts")],
            heading=_("Money and interests"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("privacy_url"),
                FieldPanel("accessibility"),
                FieldPanel("accessibility_url"),
            ],
            heading=_("What readers can rely on"),
        ),
    ]

    class Meta:
        verbose_name = _("publisher statements")
        verbose_name_plural = _("publisher statements")


def site_of(obj: Any) -> Site | None:
    """The site that shows ``obj``: its own, or the default one for what is no page."""
    if isinstance(obj, AbstractPage) and (site := obj.get_site()) is not None:
        return site
    return Site.objects.filter(is_default_site=True).first()
