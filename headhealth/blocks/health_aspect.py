"""What a section is about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HealthAspect(models.TextChoices):
    """The aspects of a health topic that sections can have, named for editors.

    All but the last two are members of schema.org's HealthAspectEnumeration. It has none for
    diagnosis, which is given as tests there, and a section that fits nothing says so rather than
    claim something false.
    """

    OVERVIEW = "overview", _("Overview")
    SYMPTOMS = "symptoms", _("Symptoms")
    SEE_DOCTOR = "see_doctor", _("When to get help")
    CAUSES = "causes", _("Causes and risk factors")
    TREATMENTS = "treatments", _("Treatments")
    SELF_CARE = "self_care", _("Things you can do yourself")
    PREVENTION = "prevention", _("Prevention")
    RISKS_OR_COMPLICATIONS = "risks_or_complications", _("Risks and complications")
    PROGNOSIS = "prognosis", _("Outlook")
    LIVING_WITH = "living_with", _("Living with it")
    TYPES = "types", _("Types")
    STAGES = "stages", _("Stages")
    SCREENING = "screening", _("Screening")
    CONTAGIOUSNESS = "contagiousness", _("Whether it is catching")
    PREGNANCY = "pregnancy", _("Pregnancy")
    HOW_IT_WORKS = "how_it_works", _("How it works")
    BENEFITS = "benefits", _("Benefits")
    SIDE_EFFECTS = "side_effects", _("Side effects")
    SAFETY = "safety", _("Safety")
    EFFECTIVENESS = "effectiveness", _("How well it works")
    USAGE_OR_SCHEDULE = "usage_or_schedule", _("How and when to use it")
    GETTING_ACCESS = "getting_access", _("How to get it")
    MISCONCEPTIONS = "misconceptions", _("Common misunderstandings")
    PATIENT_EXPERIENCE = "patient_experience", _("People's experience")
    RELATED_TOPICS = "related_topics", _("Related topics")
    DIAGNOSIS = "diagnosis", _("Diagnosis and tests")
    OTHER = "other", _("None of these")
