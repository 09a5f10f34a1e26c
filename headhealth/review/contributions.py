"""The authors of the version that is waiting for approval.

A medical reviewer must have written none of it. Authors are people, not accounts, and text
remembers who wrote it: an author is everyone who brought, removed, moved or changed anything in
which the latest version differs from the approved one, whenever that was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Revision, RevisionMixin

from headhealth.review.account_hash import account_hashes
from headhealth.review.contribution import Contribution
from headhealth.review.medical_review import MedicalReview
from headhealth.review.named_before import is_named
from headhealth.review.newest_review import newest_review
from headhealth.review.one_screen import Read, afresh
from headhealth.review.person import Person, Trait, known_by_contributor, person_of
from headhealth.review.reviewed_object import content_type_of, reviewed_model_of
from headhealth.review.text_history import Save, TextHistory
from headhealth.review.text_keys import Change, changes, text_keys
from headhealth.review.version import Version, latest_version
from headhealth.review.vouching import vouched

ObjectKey = tuple[int, str]
"""Content type and object id, as a ``ReviewedObjectRecord`` keeps them."""


def pending_contributions(obj: models.Model) -> Any:
    """Contributions since the approval that counts; all of them where there is none.

    There is none after a withdrawal: a reviewer who wrote none of it reads what comes back.
    """
    reviews = MedicalReview.objects.for_object(obj).standing()
    newest = reviews.order_by("-place").values("place")[:1]
    own = Contribution.objects.for_object(obj).placed()
    return own.filter(~Exists(reviews) | Q(place=None) | Q(place__gt=Subquery(newest)))


def pending_contributions_of_all() -> Any:
    """As ``pending_contributions``, of all objects at once."""
    later = MedicalReview.objects.standing().filter(
        content_type=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        place__gt=OuterRef("place"),
    )
    return Contribution.objects.placed().filter(~Exists(later))


def authors_of(obj: models.Model, read: Read = afresh) -> list[Any]:
    """The users who wrote what is waiting for approval, each once, first contributor first."""
    wrote = read(authoring, obj, read)
    return list(dict.fromkeys(each.user for each in wrote if each.user is not None))


def is_author(obj: Any, user: Any, person: Person | None = None, read: Read = afresh) -> bool:
    """Whether ``user`` wrote any of what is waiting for approval, or is named as an author.

    The same holds for all accounts of one ``person``, who is looked up where it is not given.
    Screens pass ``once`` as ``read``.
    """
    person = person or person_of(user)
    if any(person.is_same_as(known_by_contributor(each)) for each in obj.named_authors()):
        return True
    # Most reviewers never wrote in it: then no content is read.
    return read(_ever_wrote_in, obj, person) and is_by(person, read(authoring, obj, read))


def _ever_wrote_in(obj: models.Model, person: Person) -> bool:
    """Whether they did, or were named as an author."""
    everybody = list(Contribution.objects.for_object(obj).select_related("user"))
    return is_by(person, everybody) or is_named(person, everybody)


def is_by(person: Person, contributions: Iterable[Contribution]) -> bool:
    """Whether ``person`` made any of ``contributions``, or was named as an author since."""
    return any(
        _is_theirs(person, each) or is_named(person, each.__dict__.get("and_later", ()))
        for each in contributions
    )


def contributions_of(person: Person) -> Any:
    """Everything that ``person`` ever wrote, under whatever account."""
    return Contribution.objects.filter(
        Q(account__in=person.accounts) | Q(account_hash__in=person.values(Trait.HASH))
    )


def _is_theirs(person: Person, contribution: Contribution) -> bool:
    if person.has_account(contribution.account, contribution.account_hash):
        return True
    # The account may have changed its address since.
    user = contribution.user
    return user is not None and any(person.has_account("", each) for each in account_hashes(user))


def authoring(obj: Any, read: Read = afresh, latest: Version | None = None) -> list[Contribution]:
    """The contributions behind everything in which the latest version of ``obj`` differs from the
    approved one, the oldest first. That version is looked up where it is not given."""
    model = reviewed_model_of(obj) or type(obj)
    key = (content_type_of(model).pk, str(obj.pk))
    # Without contributions there is nothing to attribute: no content is read.
    if not (wrote := _contributions_to([key])[key]):
        return []
    # Where the ledger does not vouch for the newest approval, the one before tells.
    review = read(newest_review, obj) or _newest_reviews([key]).get(key)
    return _authoring(latest or read(latest_version, obj), review, wrote)


def authoring_of_all(keys: Iterable[ObjectKey]) -> dict[ObjectKey, list[Contribution]]:
    """As ``authoring``, of many objects by a few queries; nobody where there is no revision."""
    keys = list(dict.fromkeys(keys))
    contributions = _contributions_to(keys)
    wrote = [key for key in keys if contributions[key]]
    reviews = _newest_reviews(wrote)
    revisions = _latest_revisions(wrote)
    found: dict[ObjectKey, list[Contribution]] = {key: [] for key in keys}
    for key in wrote:
        model: Any = ContentType.objects.get_for_id(key[0]).model_class()
        if key in revisions:
            latest = Version(None, model, revisions[key].content)
            found[key] = _authoring(latest, reviews.get(key), contributions[key])
    return found


def _contributions_to(keys: list[ObjectKey]) -> dict[ObjectKey, list[Contribution]]:
    """All contributions to each object in the order of the ledger, with their accounts."""
    found = defaultdict(list)
    rows = Contribution.objects.placed().filter(about(keys)).select_related("user")
    for each in rows.order_by(F("place").asc(nulls_last=True), "pk"):
        found[each.content_type_id, each.object_id].append(each)
    return found


def about(keys: Iterable[ObjectKey]) -> Q:
    """Records about one of these objects."""
    by_type = defaultdict(list)
    for type_id, object_id in keys:
        by_type[type_id].append(object_id)
    found = Q(pk__in=[])
    for type_id, object_ids in by_type.items():
        found |= Q(content_type=type_id, object_id__in=object_ids)
    return found


def _newest_reviews(keys: list[ObjectKey]) -> dict[ObjectKey, MedicalReview]:
    """The newest approval of each object that counts and that the ledger vouches for.

    Only these are read whole.
    """
    pks: dict[ObjectKey, list[Any]] = defaultdict(list)
    if keys:
        rows = MedicalReview.objects.standing().filter(about(keys)).order_by("place")
        for pk, *key in rows.values_list("pk", "content_type", "object_id"):
            pks[tuple(key)].append(pk)
    found: dict[ObjectKey, MedicalReview] = {}
    while pks:
        newest = MedicalReview.objects.placed().filter(pk__in=[each.pop() for each in pks.values()])
        for review in vouched(newest):
            key = (review.content_type_id, review.object_id)
            found[key] = review
            del pks[key]
        pks = {key: earlier for key, earlier in pks.items() if earlier}
    return found


def _latest_revisions(keys: list[ObjectKey]) -> dict[ObjectKey, Revision]:
    """The revision of each object that an approval would be about."""
    found: dict[ObjectKey, Any] = {}
    by_type = defaultdict(list)
    for type_id, object_id in keys:
        by_type[type_id].append(object_id)
    for type_id, object_ids in by_type.items():
        model: Any = ContentType.objects.get_for_id(type_id).model_class()
        if issubclass(model, RevisionMixin):
            rows = model._base_manager.filter(pk__in=object_ids, latest_revision__isnull=False)
            for pk, revision in rows.values_list("pk", "latest_revision"):
                found[type_id, str(pk)] = revision
    revisions = Revision.objects.in_bulk(list(found.values()))
    return {key: revisions[pk] for key, pk in found.items()}


def _authoring(
    latest: Version, review: MedicalReview | None, contributions: Sequence[Contribution]
) -> list[Contribution]:
    before = _approved(latest, review)
    if before.digest == latest.digest:
        return []
    difference = changes(before.entries, latest.entries)
    legacy = [each for each in contributions if each.changes is None]
    since = {each for each in contributions if _is_since(each, review)}
    history = _history(review, contributions)
    behind = set(history.authors(difference, text_keys(before.entries)))
    if None in behind:
        # Perhaps from before saves kept their changes.
        behind.update(legacy)
    behind |= since.intersection(legacy)
    wrote = [each for each in contributions if each in behind]
    if wrote:
        wrote[0].__dict__["and_later"] = contributions[contributions.index(wrote[0]) :]
    return wrote


def written_by_nobody(obj: Any) -> list[Change]:
    """What distinguishes the latest version of ``obj`` from the approved one, and that nobody who
    is known has brought or saved since."""
    key = (content_type_of(reviewed_model_of(obj) or type(obj)).pk, str(obj.pk))
    latest = latest_version(obj)
    review = _newest_reviews([key]).get(key)
    contributions = list(Contribution.objects.placed().for_object(obj).order_by("place", "pk"))
    before = _approved(latest, review)
    is_legacy_known = any(each.changes is None and each.is_by_somebody for each in contributions)
    if is_legacy_known or before.digest == latest.digest:
        return []
    difference = changes(before.entries, latest.entries)
    return _history(review, contributions).by_nobody(difference, text_keys(before.entries))


def is_noted(version: Version) -> bool:
    """Whether a save was noted that left the object with exactly the content of ``version``, or an
    approval covers it, as one that was rebaselined.

    What is from before saves kept their changes says nothing of later content: it is enough where
    nothing was noted since.
    """
    own = Contribution.objects.for_object(version.obj)
    if own.filter(digest=version.digest).exists():
        return True
    newest = own.order_by("-pk").values_list("changes", flat=True)[:1]
    if all(changes is None for changes in newest):
        return True
    return _approved(version, newest_review(version.obj)).digest == version.digest


def saved_by_nobody(obj: models.Model) -> list[Any]:
    """The saves since the approval that came after those of all people: what scripts saved for
    nobody, each as a contribution keeps it."""
    last = Contribution.objects.for_object(obj).exclude(account="").order_by("-pk")
    later = pending_contributions(obj).filter(
        account="", changes__isnull=False, pk__gt=Coalesce(Subquery(last.values("pk")[:1]), 0)
    )
    return [save for each in later.order_by("pk") for save in each.changes]


def _approved(latest: Version, review: MedicalReview | None) -> Version:
    return Version(latest.obj, latest.model, review.latest_form.snapshot if review else {})


def _history(review: MedicalReview | None, contributions: Iterable[Contribution]) -> TextHistory:
    return TextHistory(
        Save(each, each.account, save, _is_since(each, review))
        for each in contributions
        for save in each.saves
    )


def _is_since(contribution: Any, review: Any) -> bool:
    """Whether a contribution was entered after an approval, whatever a clock said."""
    return not (review and contribution.place and contribution.place < review.place)
