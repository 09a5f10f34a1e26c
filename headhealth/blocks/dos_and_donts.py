"""Do and don't lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock

from headhealth.blocks.rule_checked import HealthStructBlock, LocatedFinding, at
from headhealth.blocks.section import ADVICE_GROUP
from headhealth.rules.dos_and_donts import (
    check_dont_item,
    check_either_list,
    check_list_length,
)


class DosAndDontsBlock(HealthStructBlock):
    """What to do, then what not to do. Either list may be left out."""

    dos = ListBlock(
        CharBlock(label=_("Do"), max_length=255),
        label=_("Do"),
        default=[],
        help_text=_("For example “rest in a dark room”."),
    )
    donts = ListBlock(
        CharBlock(label=_("Don't"), max_length=255),
        label=_("Don't"),
        default=[],
        help_text=_("Each begins with “do not”, for example “do not skip meals”."),
    )

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        dos, donts = value.get("dos") or [], value.get("donts") or []
        yield from at((), check_either_list(len(dos), len(donts)))
        yield from at(("dos",), check_list_length(len(dos)))
        yield from at(("donts",), check_list_length(len(donts)))
        for index, item in enumerate(donts):
            yield from at(("donts", index), check_dont_item(item or ""))

    class Meta:
        icon = "list-ul"
        label = _("Dos and don'ts")
        group = ADVICE_GROUP
        description = _("What people can do themselves, and what they had better not do.")
        template = "headhealth/blocks/dos_and_donts.html"
        preview_value = {
            "dos": [_("drink plenty of water"), _("rest in a dark room")],
            "donts": [_("do not skip meals"), _("do not drink alcohol")],
        }
