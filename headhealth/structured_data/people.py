"""Who wrote and reviewed a page, as the page names them."""

from __future__ import annotations

from headhealth.review.contributor import Contributor
from headhealth.review.medical_review import MedicalReview
from headhealth.structured_data.nodes import Node, node


def author(contributor: Contributor) -> Node:
    return node(
        "Person",
        name=contributor.name,
        hasCredential=_credentials(contributor.credentials),
        jobTitle=contributor.role,
        affiliation=node("Organization", name=contributor.affiliation)
        if contributor.affiliation
        else None,
    )


def reviewers(review: MedicalReview) -> Node | list[Node]:
    """Whoever approved that version, as they were that day: one, or a list of several."""
    nodes = [
        node(
            "Person",
            name=each.reviewer_name,
            hasCredential=_credentials(each.reviewer_credentials),
        )
        for each in review.together
    ]
    return nodes if len(nodes) > 1 else nodes[0]


def _credentials(text: str) -> list[Node]:
    """One for each of the titles, which people separate by commas."""
    names = (name.strip() for name in text.split(","))
    return [node("EducationalOccupationalCredential", name=name) for name in names if name]
