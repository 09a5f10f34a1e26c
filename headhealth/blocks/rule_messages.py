"""What editors read when a rule finds something: what is wrong, and how to put it right."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from headhealth.rules.findings import Finding

MESSAGES: dict[str, Any] = {
    # Care cards
    "care_card_heading": _(
        "The heading of a care card is one call to action that ends in “if:”. Write, for example, "
        "“See a GP if:” or “Call 999 if:”, and list the signs below it."
    ),
    "care_card_level_repeated": _(
        "This page already has a care card of this level. Move these points into that card and "
        "delete this one, or choose another level."
    ),
    "care_card_link": _(
        "An emergency card must not send people to another page. Remove the link “%(link)s”; "
        "only telephone links (tel:) may stay."
    ),
    # Callouts
    "callouts_too_many": _(
        "A page has at most %(limit)d warning callouts, or none of them stands out. Move this text "
        "into a text section, or delete another callout."
    ),
    "callout_seeks_care": _(
        "A warning callout does not tell people to seek care (“%(phrase)s”). Move that advice into "
        "a care card of the right level."
    ),
    # Dos and don'ts
    "dont_item_wording": _(
        "Begin this item with “do not”, for example “do not drive”. Items are read apart from "
        "their heading, and “don't” is easily misread."
    ),
    "list_of_one": _(
        "A list has more than one item. Add another item, or delete this one and say it in a text "
        "section."
    ),
    "dos_and_donts_empty": _("Both lists are empty. Fill in at least one of them."),
    # Sections and their items
    "heading_repeated": _(
        "The section “%(earlier)s” already has the same link on this page. Word one of the two "
        "headings differently, so that readers can be sent to either."
    ),
    "question_repeated": _(
        "The question “%(earlier)s” already has the same link on this page. Word one of the two "
        "differently, or merge their answers."
    ),
    "symptom_list_empty": _("Choose at least one symptom, or delete this symptom list."),
    "causes_empty": _("Add at least one cause, or delete this section."),
    "treatments_empty": _("Add at least one treatment, or delete this section."),
    "faq_empty": _("Add at least one question, or delete this section."),
    "choice_repeated": _("This is chosen twice in the same list. Delete one of the two."),
    "rich_text_empty": _("This text has no words. Write some, or delete the block."),
    # Treatments
    "treatment_empty": _(
        "This treatment has a name only. Say at least how it works, and what its benefits and "
        "risks are."
    ),
    "treatment_facets_missing": ngettext_lazy(
        "People need one more answer to choose for or against this treatment: %(facets)s.",
        "People need %(count)d more answers to choose for or against this treatment: %(facets)s.",
        "count",
    ),
    # Tables and images
    "table_caption_missing": _(
        "Give the table a caption that says what it compares. Screen readers read it out first."
    ),
    "table_empty": _("Add at least one column and one row, or delete this table."),
    "table_heading_missing": _(
        "Give every column a heading: it is missing in column %(columns)s. Screen readers repeat "
        "it with each cell."
    ),
    "image_alt_missing": _(
        "Say in the alt text what the image shows, or mark the image as decorative if the page "
        "loses nothing without it."
    ),
    "image_alt_and_decorative": _(
        "A decorative image has no alt text. Delete the text, or untick “decorative”."
    ),
    "image_alt_is_file_name": _(
        "This alt text is the name of a file. Say what the image shows, or mark it as decorative."
    ),
    # Advice for the reviewer
    "long_sentences": ngettext_lazy(
        "One sentence has more than %(limit)d words. Split it where you can.",
        "%(count)d sentences have more than %(limit)d words. Split them where you can.",
        "count",
    ),
    "long_paragraphs": ngettext_lazy(
        "One paragraph has more than %(limit)d sentences. Split it, or make it a list.",
        "%(count)d paragraphs have more than %(limit)d sentences. Split them, or make them lists.",
        "count",
    ),
    "percentage_alone": ngettext_lazy(
        "One paragraph gives a percentage only. Say it as “1 in 7 people”, at least in addition.",
        "%(count)d paragraphs give a percentage only. Say it as “1 in 7 people”, at least in "
        "addition.",
        "count",
    ),
    "number_formats_mixed": _(
        "Numbers are given in more than one form. Use “1 in 7” throughout, so that people can "
        "compare."
    ),
    "skin_tones_missing": _(
        "A sign on the skin is described, but not how it looks on brown and black skin. Say how it "
        "looks on white, brown and black skin."
    ),
    "choice_not_live": _(
        "“%(name)s” is not published, so readers will not see it here. Publish it, or choose "
        "another."
    ),
    # Stored content that no form produced
    "content_unreadable": _(
        "The stored content of this block cannot be read. Delete the block and write it again."
    ),
}


def message_for(finding: Finding) -> str:
    """The message of ``finding`` in the active language."""
    return str(MESSAGES[finding.code] % finding.params)


def as_validation_error(finding: Finding) -> ValidationError:
    return ValidationError(MESSAGES[finding.code], code=finding.code, params=dict(finding.params))
