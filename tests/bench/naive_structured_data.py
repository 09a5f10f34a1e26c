"""The JSON-LD of the naive page: the graph of a condition page, each part asked for by itself."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify


def structured_data(page: Any, site: Any, review: Any) -> SafeString:
    graph = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": page.title,
        "alternateName": [page.also_known_as],
        "description": page.summary,
        "url": page.full_url,
        "inLanguage": settings.LANGUAGE_CODE,
        "datePublished": _moment(page.first_published_at),
        "dateModified": _moment(page.last_published_at),
        "lastReviewed": review.reviewed_on.isoformat(),
        "reviewedBy": _person(review.reviewer),
        "author": [_person(block.value) for block in page.authors],
        "publisher": _node(
            "Organization", name=settings.WAGTAIL_SITE_NAME, url=f"{site.root_url}/"
        ),
        "audience": _node("MedicalAudience", audienceType="Patient"),
        "breadcrumb": _breadcrumb(page, site),
        "about": _condition(page),
        "hasPart": [_section(page, block.value) for block in page.body],
        "citation": [_citation(block.value) for block in page.sources],
    }
    return mark_safe(json.dumps(graph, ensure_ascii=False).replace("<", "\\u003c"))


def _node(kind: str, **properties: Any) -> dict[str, Any]:
    return {"@type": kind, **properties}


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _person(contributor: Any) -> dict[str, Any]:
    credentials = contributor.credentials.split(",")
    return _node(
        "Person",
        name=contributor.name,
        hasCredential=[
            _node("EducationalOccupationalCredential", name=name.strip()) for name in credentials
        ],
    )


def _breadcrumb(page: Any, site: Any) -> dict[str, Any]:
    pages = page.get_ancestors(inclusive=True).live().filter(depth__gte=site.root_page.depth)
    items = [
        _node(
            "ListItem",
            position=position,
            name=step.title,
            item=_node("WebPage", **{"@id": step.full_url}),
        )
        for position, step in enumerate(pages, start=1)
    ]
    return _node("BreadcrumbList", itemListElement=items)


def _condition(page: Any) -> dict[str, Any]:
    symptoms, treatments = [], []
    for block in page.body:
        if block.block_type == "symptom_section":
            symptoms += block.value["symptoms"]
        elif block.block_type == "treatment_section":
            treatments += block.value["treatments"]
    return _node(
        "MedicalCondition",
        name=page.title,
        alternateName=[page.also_known_as],
        url=page.full_url,
        signOrSymptom=[_symptom(page, symptom) for symptom in symptoms if symptom.live],
        possibleTreatment=[
            _node(
                "MedicalTherapy",
                name=treatment.title,
                description=treatment.summary,
                url=treatment.full_url,
            )
            for treatment in treatments
            if treatment.live
        ],
    )


def _symptom(page: Any, symptom: Any) -> dict[str, Any]:
    path = reverse("headhealth:symptom_detail", args=[symptom.pk, slugify(symptom.name)])
    return _node(
        "MedicalSymptom",
        name=symptom.name,
        description=symptom.description,
        url=urljoin(page.full_url, path),
    )


def _section(page: Any, section: Any) -> dict[str, Any]:
    aspect = section["aspect"].title().replace("_", "")
    return _node(
        "HealthTopicContent",
        name=section["heading"],
        url=f"{page.full_url}#{slugify(section['heading'])}",
        hasHealthAspect=f"https://schema.org/{aspect}HealthAspect",
    )


def _citation(source: Any) -> dict[str, Any]:
    return _node(
        "WebPage",
        name=source.title,
        publisher=_node("Organization", name=source.publisher),
        datePublished=str(source.year),
        url=source.url,
    )
