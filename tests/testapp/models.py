"""What a host site may define: a reviewed page type with child rows and many-to-many fields, a
page type derived from it, a reviewed snippet, page types that are not reviewed, and other models
over the tables of all these: proxies, and models of another app."""

from uuid import uuid4

from django.db import models
from django.db.models.functions import Upper
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    Locale,
    LockableMixin,
    Orderable,
    Page,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)

from headhealth.models import ConditionPageMixin, MedicallyReviewedMixin, Source, Symptom


class PlainPage(Page):
    """An ordinary page: the gate must leave it alone."""


def _same(name: str) -> models.Field:
    return ConditionPageMixin._meta.get_field(name).clone()


class StockConditionPage(Page):
    """A condition article without review: stock Wagtail, which the editor is measured against."""

    also_known_as = _same("also_known_as")
    summary = _same("summary")
    body = _same("body")
    related_pages = _same("related_pages")
    authors = _same("authors")
    sources = _same("sources")
    risk_tier = _same("risk_tier")

    edit_handler = TabbedInterface(
        [
            ObjectList(ConditionPageMixin.content_panels, heading="Content"),
            ObjectList(ConditionPageMixin.evidence_panels, heading="Evidence"),
            ObjectList([FieldPanel("risk_tier")], heading="Review"),
            ObjectList([*Page.promote_panels, *Page.settings_panels], heading="Promote"),
        ]
    )


class ClinicPage(ConditionPageMixin, Page):
    """A condition article of the host's own, with rows and a relation that the app knows not."""

    phone = models.CharField(max_length=32, blank=True)
    view_count = models.PositiveIntegerField(default=0)
    shown_symptoms = ParentalManyToManyField(Symptom, blank=True)
    treated_symptoms = ParentalManyToManyField(
        Symptom, blank=True, through="TreatedSymptom", related_name="treated_in"
    )

    review_exempt_fields = ["view_count"]
    api_fields = [APIField("summary", writable=True), APIField("body", writable=True)]

    content_panels = [
        *ConditionPageMixin.content_panels,
        FieldPanel("phone"),
        FieldPanel("shown_symptoms"),
        InlinePanel("opening_hours"),
    ]


class TreatedSymptom(models.Model):
    """A row between a reviewed page and a snippet."""

    clinic = models.ForeignKey(ClinicPage, on_delete=models.CASCADE, related_name="+")
    symptom = models.ForeignKey(Symptom, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.symptom)


class BranchPage(ClinicPage):
    """A page type derived from a reviewed one."""

    branch = models.CharField(max_length=32, blank=True)


class OpeningHours(Orderable, ClusterableModel):
    """A child row of a reviewed page, with child rows of its own."""

    page = ParentalKey(ClinicPage, on_delete=models.CASCADE, related_name="opening_hours")
    day = models.CharField(max_length=32)

    panels = [FieldPanel("day")]


class OpeningTime(models.Model):
    """A child row of a child row."""

    hours = ParentalKey(OpeningHours, on_delete=models.CASCADE, related_name="times")
    time = models.CharField(max_length=32)

    class Meta:
        ordering = ["time"]

    def __str__(self) -> str:
        return self.time


class Advice(
    MedicallyReviewedMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    ClusterableModel,
):
    """A reviewed snippet of the host's own."""

    text = models.TextField()

    panels = [FieldPanel("text")]
    api_fields = [APIField("text", writable=True)]

    class Meta(TranslatableMixin.Meta):
        pass

    def __str__(self) -> str:
        return self.text[:50]


class AnyPage(Page):
    """A proxy of all pages."""

    class Meta:
        proxy = True


class ProxiedClinic(ClinicPage):
    """A proxy of a reviewed page type."""

    class Meta:
        proxy = True


class TwiceProxiedClinic(ProxiedClinic):
    """A proxy of that proxy."""

    class Meta:
        proxy = True


class ProxiedHours(OpeningHours):
    """A proxy of a child row."""

    class Meta:
        proxy = True


class ProxiedAdvice(Advice):
    """A proxy of a reviewed snippet."""

    class Meta:
        proxy = True


class ClinicRow(models.Model):
    """Another app's model over the table of a reviewed page type."""

    page = models.BigIntegerField(db_column="page_ptr_id", primary_key=True)
    summary = models.TextField()

    class Meta:
        managed = False
        db_table = "testapp_clinicpage"

    def __str__(self) -> str:
        return self.summary


class HoursRow(models.Model):
    """Another app's model over the table of a child row."""

    owner = models.BigIntegerField(db_column="page_id")
    day = models.CharField(max_length=32)

    class Meta:
        managed = False
        db_table = "testapp_openinghours"

    def __str__(self) -> str:
        return self.day


class AdviceRow(models.Model):
    """Another app's model over the table of a reviewed snippet."""

    text = models.TextField()
    live = models.BooleanField()
    has_unpublished_changes = models.BooleanField(default=False)
    expired = models.BooleanField(default=False)
    locked = models.BooleanField(default=False)
    translation_key = models.UUIDField(default=uuid4)
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+")

    class Meta:
        managed = False
        db_table = "testapp_advice"

    def __str__(self) -> str:
        return self.text


class Department(models.Model):
    """A plain model whose rows reviewed content shows."""

    name = models.CharField(max_length=64)
    notes = models.TextField(blank=True)

    seen_fields = ["name"]

    def __str__(self) -> str:
        return self.name


class Leaflet(
    MedicallyReviewedMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    ClusterableModel,
):
    """A reviewed snippet whose own fields have names of Wagtail's bookkeeping, and other kinds."""

    owner = models.CharField(max_length=64, blank=True)
    heading = models.GeneratedField(
        expression=Upper("owner"), output_field=models.TextField(), db_persist=True
    )
    path = models.CharField(max_length=64, blank=True)
    slug = models.CharField(max_length=64, blank=True)
    locale = models.CharField(max_length=64, blank=True)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_free = models.BooleanField(default=True)
    price = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    weight = models.FloatField(default=0)
    printed_on = models.DateField(null=True, blank=True)
    parts = StreamField(
        [
            ("is_printed", blocks.BooleanBlock(default=True, required=False)),
            ("html", blocks.RawHTMLBlock()),
            ("number", blocks.FloatBlock()),
            ("line", blocks.StaticBlock()),
            (
                "dose",
                blocks.StructBlock(
                    [
                        ("often", blocks.BooleanBlock(default=True, required=False)),
                        ("unit", blocks.CharBlock(default="mg", required=False)),
                        ("amounts", blocks.ListBlock(blocks.ListBlock(blocks.DecimalBlock()))),
                    ]
                ),
            ),
        ],
        blank=True,
    )

    panels = [FieldPanel("owner"), FieldPanel("parts")]

    def __str__(self) -> str:
        return self.owner


class Handout(models.Model):
    """A plain model that a model of child rows derives from."""

    note = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.note


class LeafletCopy(Handout):
    """A child row in two tables."""

    leaflet = ParentalKey(Leaflet, on_delete=models.CASCADE, related_name="copies")

    class Meta:
        ordering = ["pk"]


class LeafletPrinting(Orderable, ClusterableModel):
    """A child row with such names, and with relations."""

    leaflet = ParentalKey(Leaflet, on_delete=models.CASCADE, related_name="printings")
    expired = models.CharField(max_length=64, blank=True)
    live = models.BooleanField(default=True)
    sources = ParentalManyToManyField(Source, blank=True, related_name="+")
    kept_by = models.OneToOneField(
        Department, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Wagtail cannot serialize a generated field of a row that is not saved yet.
    heading = models.GeneratedField(
        expression=Upper("expired"),
        output_field=models.TextField(),
        db_persist=True,
        serialize=False,
    )

    def __str__(self) -> str:
        return self.expired
