"""DISCERN: questions about the quality of information on treatments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from headhealth.evidence.standards import content_checks as content
from headhealth.evidence.standards import source_checks as sources
from headhealth.evidence.standards.item import Item, Standard

DISCERN = Standard(
    "discern",
    _("DISCERN"),
    _(
        "Sixteen questions about information on treatments (Charnock and others, 1999). People "
        "rate each from 1 to 5; here it says only what there is to rate."
    ),
    [
        Item(
            "discern-1",
            _("1. Clear aims"),
            _("It says what it is about and for whom."),
            content.has_main_message,
        ),
        Item(
            "discern-2",
            _("2. Aims achieved"),
            _("It gives the information that it promised."),
            content.for_a_person(_("Compare the summary with the sections.")),
        ),
        Item(
            "discern-3",
            _("3. Relevance"),
            _("It answers the questions that readers have."),
            content.for_a_person(_("Read it as somebody whom it concerns.")),
        ),
        Item(
            "discern-4",
            _("4. Sources"),
            _("It is clear on which sources it rests."),
            sources.records_sources,
        ),
        Item(
            "discern-5",
            _("5. Dates"),
            _("It is clear when the information was produced."),
            sources.dates_sources,
        ),
        Item(
            "discern-6",
            _("6. Balance"),
            _("It is balanced and takes nobody's part."),
            content.for_a_person(_("See whether benefits and risks have the same weight.")),
        ),
        Item(
            "discern-7",
            _("7. Further support"),
            _("It leads to further information and support."),
            content.leads_to_more,
        ),
        Item(
            "discern-8",
            _("8. Uncertainty"),
            _("It says what is not known."),
            content.for_a_person(_("See whether the text says where evidence is weak.")),
        ),
        Item(
            "discern-9",
            _("9. How treatment works"),
            _("It describes how each treatment works."),
            content.answers("how_it_works"),
        ),
        Item(
            "discern-10",
            _("10. Benefits"),
            _("It describes the benefits of each treatment."),
            content.answers("benefits"),
        ),
        Item(
            "discern-11",
            _("11. Risks"),
            _("It describes the risks of each treatment."),
            content.answers("risks"),
        ),
        Item(
            "discern-12",
            _("12. No treatment"),
            _("It describes what happens without treatment."),
            content.answers("without_treatment"),
        ),
        Item(
            "discern-13",
            _("13. Quality of life"),
            _("It describes what a treatment means for daily life."),
            content.answers("daily_life"),
        ),
        Item(
            "discern-14",
            _("14. More than one choice"),
            _("It is clear that there may be more than one choice."),
            content.offers_choices,
        ),
        Item(
            "discern-15",
            _("15. Shared decision"),
            _("It supports deciding together with a doctor."),
            content.answers("questions_to_ask"),
        ),
        Item(
            "discern-16",
            _("16. Overall quality"),
            _("As a source of information on treatment, how good is it?"),
            content.for_a_person(_("Follows from the answers above.")),
        ),
    ],
)
