"""The contents that reviews cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from headhealth.review.medical_review import MedicalReview
from headhealth.review.rebaseline import Rebaseline
from headhealth.review.vouching import vouched


def covered_digests(reviews: Iterable[MedicalReview]) -> dict[Any, set[str]]:
    """Map keys of reviews to the digests that each covers: as approved, and as rewritten since.

    A form with other words is left out: it may be public, but no reviewer has read it.
    """
    digests = defaultdict(set, {review.pk: {review.digest} for review in reviews})
    changed = set()
    forms = Rebaseline.objects.filter(review__in=list(digests)).entered().order_by("place")
    for form in vouched(forms.defer("snapshot", "dependencies")):
        if form.changes_words:
            changed.add(form.review_id)
        elif form.review_id not in changed:
            digests[form.review_id].add(form.digest)
    return digests
