"""Symptoms: health text of its own, under the same gate as pages."""

from __future__ import annotations

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from headhealth.review.medically_reviewed import MedicallyReviewedMixin
from headhealth.rules.terms import split_names


class Symptom(
    MedicallyReviewedMixin,
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """One symptom as readers know it, shared by every page that mentions it."""

    name = models.CharField(
        _("name"), max_length=255, help_text=_("In plain words, for example “stiff neck”.")
    )
    also_known_as = models.TextField(
        _("also known as"),
        blank=True,
        help_text=_("Other names, one on each line: medical terms, common spellings."),
    )
    description = models.TextField(
        _("description"),
        help_text=_("What it feels or looks like, in one or two sentences for readers."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("also_known_as"),
        FieldPanel("description"),
        PublishingPanel(),
    ]

    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("also_known_as"),
        index.AutocompleteField("also_known_as"),
        index.FilterField("locale"),
        index.FilterField("live"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("symptom")
        verbose_name_plural = _("symptoms")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def other_names(self) -> list[str]:
        return split_names(self.also_known_as)

    @property
    def address(self) -> str:
        """The path of its page in the reader's language; "" where the site has no such pages."""
        slug = slugify(self.name, allow_unicode=True) or "symptom"
        try:
            return reverse("headhealth:symptom_detail", args=[self.pk, slug])
        except NoReverseMatch:
            return ""

    def get_preview_template(self, request, mode_name) -> str:
        return "headhealth/includes/symptom_preview.html"
