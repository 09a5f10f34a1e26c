"""PIF TICK: the quality mark of the Patient Information Forum."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from headhealth.evidence.standards import approval_checks as approval
from headhealth.evidence.standards import publisher_checks as publisher
from headhealth.evidence.standards import source_checks as sources
from headhealth.evidence.standards.item import Item, Standard

PIF_TICK = Standard(
    "pif",
    _("PIF TICK"),
    _("The criteria of the quality mark of the Patient Information Forum (United Kingdom)."),
    [
        Item(
            "pif-process",
            _("Documented process"),
            _("Information is made by a process that is written down."),
            publisher.states("process", "process_url"),
        ),
        Item(
            "pif-training",
            _("Training"),
            _("The people who make it are trained and supported."),
            publisher.states("training"),
        ),
        Item(
            "pif-need",
            _("Proven need"),
            _("It meets a need of readers that was found out."),
            publisher.states("need"),
        ),
        Item(
            "pif-evidence",
            _("Evidence"),
            _("It rests on reliable evidence that is up to date."),
            sources.has_sound_sources,
        ),
        Item(
            "pif-users",
            _("Users involved"),
            _("The people it is for take part in making it."),
            publisher.states("user_involvement"),
        ),
        Item(
            "pif-equality",
            _("Health inequalities"),
            _("It meets the needs of people who are hard to reach."),
            publisher.states("equality"),
        ),
        Item(
            "pif-design",
            _("Language and design"),
            _("It is written and designed to be easy to understand."),
            approval.is_plain,
        ),
        Item(
            "pif-feedback",
            _("Feedback"),
            _("Readers can give feedback, and it is acted on."),
            publisher.invites_feedback,
        ),
        Item(
            "pif-dissemination",
            _("Dissemination"),
            _("It is brought to those who need it."),
            publisher.states("dissemination"),
        ),
        Item(
            "pif-impact",
            _("Impact"),
            _("It is measured whether it helps."),
            publisher.states("impact"),
        ),
    ],
)
