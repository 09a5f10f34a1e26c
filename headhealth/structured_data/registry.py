"""Which function describes which class. A site adds its own page types here, in ``ready()``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wagtail.models import AbstractPage

from headhealth.pages.a_to_z_page import AToZPageMixin
from headhealth.pages.condition_page import ConditionPageMixin
from headhealth.pages.health_page import HealthPageMixin
from headhealth.pages.public_view import PublicView
from headhealth.pages.symptom_list_page import SymptomListPageMixin
from headhealth.pages.treatment_page import TreatmentPageMixin
from headhealth.snippets.symptom import Symptom
from headhealth.structured_data.condition_page import condition_page
from headhealth.structured_data.health_page import health_page
from headhealth.structured_data.listings import a_to_z_page, page_listing, symptom_page
from headhealth.structured_data.nodes import Node
from headhealth.structured_data.site import web_site
from headhealth.structured_data.symptom_list_page import symptom_list_page
from headhealth.structured_data.treatment_page import treatment_page

Describe = Callable[[Any, Mapping[str, Any]], Node | None]
"""Takes an object and the context it is rendered with."""

DESCRIPTIONS: dict[type, Describe] = {
    AToZPageMixin: a_to_z_page,
    ConditionPageMixin: condition_page,
    HealthPageMixin: health_page,
    SymptomListPageMixin: symptom_list_page,
    TreatmentPageMixin: treatment_page,
    PublicView: page_listing,
    Symptom: symptom_page,
    AbstractPage: web_site,
}
"""A class that is not here is described as the nearest of its bases that is."""


def describe(obj: Any, context: Mapping[Any, Any]) -> Node | None:
    """The node of ``obj``, which ``context`` renders; None where there is nothing to say."""
    found = (DESCRIPTIONS[base] for base in type(obj).__mro__ if base in DESCRIPTIONS)
    description = next(found, None)
    return description(obj, context) if description else None
