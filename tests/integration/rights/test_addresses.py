"""Every address of the app in the admin, for every role, on objects of its own tree and of others.

A new address fails ``test_every_address__is_in_a_table`` until somebody says here who may use it.
"""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page, ReferenceIndex

from headhealth.evidence.chosen_objects import key_of_object
from headhealth.models import Feedback, ReaderComment, ReReviewItem
from headhealth.review.reviewed_object import content_type_of
from tests import factories
from tests.integration.rights.world import PLACES, ROLES

BACK = "/admin/headhealth/guide/"
"""Where an action leads back to; a refusal leads to the admin's home."""
MODAL = {"x-requested-with": "XMLHttpRequest"}

ALL = {"superuser"}
OTHERS_REVIEWED = {"reviewer", *ALL}
EVIDENCE_A = {"publisher_a", "viewer_a", "reviewer_a", *ALL}
WORKERS_A = {"editor_a", "publisher_a", "reviewer_a", *ALL}


class Address(NamedTuple):
    """An address about one object: who gets through to one in A, and to one elsewhere."""

    url: Callable[[Any], str]
    in_a: set[str]
    elsewhere: set[str]
    data: Callable[[Any], dict[str, Any]] | None = None
    """Of a POST; None where the address takes none."""
    methods: tuple[str, ...] = ("get",)


def _admin(name: str, *names: str) -> Callable[[Any], str]:
    """The address ``name`` with keys of records of a place."""

    def url(place: Any) -> str:
        return f"{reverse(name, args=[_key(place, each) for each in names])}?next={BACK}"

    return url


def _key(place: Any, name: str) -> Any:
    if name.startswith("="):
        return name[1:]
    return getattr(place, name).pk


def _evidence(end: str = "") -> Callable[[Any], str]:
    def url(place: Any) -> str:
        key = key_of_object(place.page)
        name = "evidence_download" if end else "evidence_open"
        return reverse(f"headhealth_admin:{name}", args=[*key, *([end] if end else [])])

    return url


def _chosen(name: str, *args: str) -> Callable[[Any], str]:
    def url(place: Any) -> str:
        key = key_of_object(place.page)
        return f"{reverse(f'headhealth_admin:{name}', args=args)}?object={key.model}:{key.id}"

    return url


def _bulk(action: str, kind: str = "page", model: Any = Page) -> Callable[[Any], str]:
    def url(place: Any) -> str:
        args = [model._meta.app_label, model._meta.model_name, action]
        pk = getattr(place, kind).pk
        return f"{reverse('wagtail_bulk_action', args=args)}?id={pk}&next={BACK}"

    return url


def _fixed(**data: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda place: {"next": BACK, **data}


def _asking(place: Any) -> dict[str, Any]:
    return {"reason": "It was retracted.", "submission_id": str(uuid.uuid4())}


OBJECTS = {
    # Evidence
    "headhealth_admin:evidence_show": Address(
        _chosen("evidence_show"), EVIDENCE_A, OTHERS_REVIEWED
    ),
    "headhealth_admin:evidence_open": Address(_evidence(), EVIDENCE_A, OTHERS_REVIEWED),
    "headhealth_admin:evidence_download": Address(_evidence("json"), EVIDENCE_A, OTHERS_REVIEWED),
    "headhealth_admin:evidence_zip": Address(
        _chosen("evidence_zip", "json"), EVIDENCE_A, OTHERS_REVIEWED
    ),
    "headhealth_admin:evidence_show, sharing": Address(
        _chosen("evidence_show"),
        {"publisher_a", *ALL},
        ALL,
        _fixed(for_whom="Jo", days="7"),
        ("post",),
    ),
    "headhealth_admin:evidence_link_revoke": Address(
        _admin("headhealth_admin:evidence_link_revoke", "link"),
        {"publisher_a", *ALL},
        ALL,
        _fixed(),
        ("get", "post"),
    ),
    # Reviews
    "headhealth_admin:review_claim": Address(
        _admin("headhealth_admin:review_claim", "request"),
        WORKERS_A | {"viewer_a"},
        OTHERS_REVIEWED,
        _fixed(),
        ("post",),
    ),
    "headhealth_admin:review_release": Address(
        _admin("headhealth_admin:review_release", "claim"),
        WORKERS_A | {"viewer_a"},
        OTHERS_REVIEWED,
        _fixed(),
        ("post",),
    ),
    "headhealth_admin:review_request": Address(
        _admin("headhealth_admin:review_request", "request"),
        {"publisher_a", *ALL},
        ALL,
        _fixed(comment="Look at the dose."),
        ("get", "post"),
    ),
    "headhealth_admin:emergency_publish": Address(
        lambda place: reverse(
            "headhealth_admin:emergency_publish",
            args=["headhealth", "conditionpage", place.page.pk],
        ),
        {"publisher_a", *ALL},
        ALL,
        _fixed(reason="x", digest=""),
        ("get", "post"),
    ),
    "headhealth_admin:owner_hand_over": Address(
        _admin("headhealth_admin:owner_hand_over", "owner"),
        {"editor_a", "publisher_a", "viewer_a", *ALL},
        ALL,
        _fixed(removes_deputy="on"),
        ("get", "post"),
    ),
    "wagtailadmin_pages:workflow_action": Address(
        _admin("wagtailadmin_pages:workflow_action", "page", "=approve", "task_state"),
        {"reviewer_a"},
        {"reviewer"},
    ),
    "wagtailadmin_pages:collect_workflow_action_data": Address(
        _admin("wagtailadmin_pages:collect_workflow_action_data", "page", "=approve", "task_state"),
        {"reviewer_a"},
        {"reviewer"},
    ),
    # Outside experts
    "headhealth_admin:guest_invite": Address(
        lambda place: reverse(
            "headhealth_admin:guest_invite",
            args=[content_type_of(type(place.page)).pk, place.page.pk],
        ),
        WORKERS_A,
        OTHERS_REVIEWED,
        _fixed(guest_name="Dr Guest", days="7"),
        ("get", "post"),
    ),
    "headhealth_admin:guest_link": Address(
        _admin("headhealth_admin:guest_link", "invitation"), WORKERS_A, OTHERS_REVIEWED
    ),
    "headhealth_admin:guest_renew": Address(
        _admin("headhealth_admin:guest_renew", "invitation"),
        WORKERS_A,
        OTHERS_REVIEWED,
        _fixed(days="7"),
        ("get", "post"),
    ),
    "headhealth_admin:guest_revoke": Address(
        _admin("headhealth_admin:guest_revoke", "invitation"),
        WORKERS_A,
        OTHERS_REVIEWED,
        _fixed(),
        ("get", "post"),
    ),
    # Requests for many reviews
    "headhealth_admin:re_review_ask": Address(
        lambda place: (
            f"{reverse('headhealth_admin:re_review_ask')}"
            f"?shows=headhealth.conditionpage:{place.page.pk}"
        ),
        {"publisher_a", "reviewer_a", *ALL},
        OTHERS_REVIEWED,
    ),
    "headhealth_admin:re_review_show": Address(
        _admin("headhealth_admin:re_review_show", "re_review"), WORKERS_A, OTHERS_REVIEWED
    ),
    **{
        f"headhealth_admin:re_review_{name}": Address(
            _admin(f"headhealth_admin:re_review_{name}", "re_review"),
            {"publisher_a", "reviewer_a", *ALL},
            OTHERS_REVIEWED,
            _fixed(),
            methods,
        )
        for name, methods in {
            "work": ("post",),
            "retry": ("post",),
            "withdraw": ("get", "post"),
        }.items()
    },
    # What readers said
    **{
        f"headhealth_feedback:{name}": Address(
            _admin(f"headhealth_feedback:{name}", "feedback"), in_a, elsewhere, data, methods
        )
        for name, in_a, elsewhere, data, methods in [
            ("edit", WORKERS_A, OTHERS_REVIEWED, _fixed(state="new"), ("get", "post")),
            ("usage", WORKERS_A, OTHERS_REVIEWED, None, ("get",)),
            ("history", WORKERS_A, OTHERS_REVIEWED, None, ("get",)),
            ("history_results", WORKERS_A, OTHERS_REVIEWED, None, ("get",)),
            ("delete", {"publisher_a", *ALL}, ALL, _fixed(), ("get", "post")),
        ]
    },
    **{
        f"reader_comments:{name}": Address(
            _admin(f"reader_comments:{name}", "comment"), in_a, ALL, data, methods
        )
        for name, in_a, data, methods in [
            ("edit", {"editor_a", "publisher_a", *ALL}, _fixed(state="spam"), ("get", "post")),
            ("history", {"editor_a", "publisher_a", *ALL}, None, ("get",)),
            ("history_results", {"editor_a", "publisher_a", *ALL}, None, ("get",)),
            ("delete", {"publisher_a", *ALL}, _fixed(), ("get", "post")),
        ]
    },
    # Withdrawn pages
    **{
        f"wagtailsnippets_headhealth_withdrawal:{name}": Address(
            _admin(f"wagtailsnippets_headhealth_withdrawal:{name}", "withdrawal"),
            {"publisher_a", *ALL},
            ALL,
            data,
            methods,
        )
        for name, data, methods in [
            ("edit", _fixed(reason="It was very wrong."), ("get", "post")),
            ("usage", None, ("get",)),
            ("history", None, ("get",)),
            ("history_results", None, ("get",)),
            ("delete", _fixed(), ("get", "post")),
        ]
    },
    "wagtailsnippetchoosers_headhealth_withdrawal:chosen": Address(
        _admin("wagtailsnippetchoosers_headhealth_withdrawal:chosen", "withdrawal"),
        {"publisher_a", *ALL},
        ALL,
    ),
}

BULK = {
    # What is named on the screen that asks: only what the user may do it to.
    "wagtailcore.page.evidence": Address(_bulk("evidence"), EVIDENCE_A, OTHERS_REVIEWED),
    "wagtailcore.page.ask_for_review": Address(
        _bulk("ask_for_review"), {"publisher_a", "reviewer_a", *ALL}, OTHERS_REVIEWED
    ),
    "wagtailcore.page.hand_over": Address(
        _bulk("hand_over"),
        {"editor_a", "publisher_a", "viewer_a", "reviewer_a", *ALL},
        {"reviewer", *ALL},
    ),
    "wagtailcore.page.publish": Address(
        _bulk("publish"), WORKERS_A | {"viewer_a"}, {"reviewer", *ALL}
    ),
    "wagtailcore.page.unpublish": Address(
        _bulk("unpublish"), WORKERS_A | {"viewer_a"}, {"reviewer", *ALL}
    ),
    "wagtailcore.page.delete": Address(
        _bulk("delete"), WORKERS_A | {"viewer_a"}, {"reviewer", *ALL}
    ),
    "headhealth.feedback.change_state": Address(
        _bulk("change_state", "feedback", Feedback), WORKERS_A, OTHERS_REVIEWED
    ),
    **{
        f"headhealth.readercomment.{action}": Address(
            _bulk(action, "comment", ReaderComment), {"editor_a", "publisher_a", *ALL}, ALL
        )
        for action in ("approve", "reject", "spam", "wait")
    },
}

LISTS: dict[str, tuple[set[str], set[str]]] = {
    # Who finds the rows of A, and those of elsewhere.
    "headhealth_review_report": (WORKERS_A, OTHERS_REVIEWED),
    "headhealth_review_report_results": (WORKERS_A, OTHERS_REVIEWED),
    "headhealth_review_report?export=csv": (WORKERS_A, OTHERS_REVIEWED),
    "headhealth_evidence_links": ({"publisher_a", "viewer_a", *ALL}, ALL),
    "headhealth_evidence_links_results": ({"publisher_a", "viewer_a", *ALL}, ALL),
    "headhealth_evidence_links?export=csv": ({"publisher_a", "viewer_a", *ALL}, ALL),
    "headhealth_admin:evidence_show": (EVIDENCE_A, OTHERS_REVIEWED),
    "headhealth_admin:re_review_list": (WORKERS_A, OTHERS_REVIEWED),
    "headhealth_admin:re_review_list_results": (WORKERS_A, OTHERS_REVIEWED),
    "headhealth_admin:re_review_ask": (
        {"publisher_a", "reviewer_a", *ALL},
        OTHERS_REVIEWED,
    ),
    "headhealth_feedback:index": (WORKERS_A, OTHERS_REVIEWED),
    "headhealth_feedback:index_results": (WORKERS_A, OTHERS_REVIEWED),
    "headhealth_feedback:index?export=csv": (WORKERS_A, OTHERS_REVIEWED),
    "reader_comments:index": ({"editor_a", "publisher_a", *ALL}, ALL),
    "reader_comments:index_results": ({"editor_a", "publisher_a", *ALL}, ALL),
    **dict.fromkeys(
        [
            "wagtailsnippets_headhealth_withdrawal:list",
            "wagtailsnippets_headhealth_withdrawal:list_results",
            "wagtailsnippets_headhealth_withdrawal:list?export=csv",
            "wagtailsnippetchoosers_headhealth_withdrawal:choose",
            "wagtailsnippetchoosers_headhealth_withdrawal:choose_results",
        ],
        ({"publisher_a", *ALL}, ALL),
    ),
}

WITHOUT_TREE = {
    "headhealth_admin:guide": "the same text for everybody",
    "headhealth_admin:guide_part": "the same text for everybody",
    "headhealth_admin:todo_list": "of the user alone: see test_todo_lists",
    "headhealth_admin:source_mark": "sources belong to the whole site",
    "headhealth_admin:source_unmark": "sources belong to the whole site",
    "headhealth_admin:source_new_address": "sources belong to the whole site",
    "headhealth_admin:registration_confirm": "contributors belong to the whole site",
    "headhealth_feedback:add": "refused to everybody",
    "wagtailsnippets_headhealth_withdrawal:add": "refused to everybody",
    "wagtailsnippetchoosers_headhealth_withdrawal:create": "refused to everybody",
    "wagtailsnippetchoosers_headhealth_withdrawal:chosen_multiple": "see test_chosen_multiple",
}
SNIPPETS_OF_THE_SITE = tuple(
    f"{kind}_{model}:"
    for kind in ("wagtailsnippets", "wagtailsnippetchoosers")
    for model in (
        "headhealth_contributor",
        "headhealth_source",
        "headhealth_symptom",
        "testapp_advice",
    )
)
"""Snippets have no place in a tree: permissions on their models decide."""


def addresses(resolver: Any = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Path and name of every address of the app in the admin."""
    for each in (resolver or get_resolver()).url_patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from addresses(each, path, inner)
        elif isinstance(each, URLPattern) and path.startswith("admin/"):
            view = getattr(each.callback, "view_class", each.callback)
            is_ours = view.__module__.startswith("headhealth") or "headhealth" in path
            if is_ours and each.name:
                yield path, space + each.name


def test_every_address__is_in_a_table():
    known = {name.partition("?")[0].partition(",")[0] for name in (*OBJECTS, *LISTS, *WITHOUT_TREE)}
    found = {name for _path, name in addresses()}
    missing = {name for name in found - known if not name.startswith(SNIPPETS_OF_THE_SITE)}
    assert not missing


def test_every_bulk_action__is_in_the_table():
    bulk_action_registry._scan_for_bulk_actions()
    found = {
        f"{app}.{model}.{action}"
        for app, models in bulk_action_registry.actions.items()
        for model, actions in models.items()
        for action, action_class in actions.items()
        if action_class.__module__.startswith("headhealth")
        or (app == "headhealth" and not action_class.__module__.startswith("wagtail"))
    }
    assert found == {*BULK}


def is_through(response: Any) -> bool:
    """Whether the answer is that of the view, and not a refusal of Wagtail's."""
    if response.status_code == 302:
        return response.url != "/admin/" and not response.url.startswith("/admin/login")
    return response.status_code == 200


@pytest.mark.parametrize("name", OBJECTS)
def test_address__lets_through_who_has_the_right(name, rights):
    address = OBJECTS[name]
    wrong = []
    for at, place in rights.places.items():
        expected = address.in_a if at == "a" else address.elsewhere
        for role in ROLES:
            for method in address.methods:
                data = address.data(place) if method == "post" and address.data else None
                response = rights.answer(role, method, address.url(place), data)
                if is_through(response) != (role in expected):
                    wrong.append((role, at, method, response.status_code))
    assert not wrong


@pytest.mark.parametrize("name", OBJECTS)
def test_refusal__does_not_say_what_it_is_about(name, rights):
    """In the modal of a review, too, which explains refusals."""
    address = OBJECTS[name]
    for at in ("b", "hidden"):
        for role in ("editor_a", "publisher_a", "viewer_a", "reviewer_a"):
            if role in address.elsewhere:
                continue
            for headers in ({}, MODAL):
                response = rights.answer(
                    role, address.methods[0], address.url(rights.places[at]), headers=headers
                )
                assert PLACES[at] not in response.content.decode(), (role, at, headers)


@pytest.mark.parametrize("name", BULK)
def test_bulk_action__names_only_what_the_user_may_know(name, rights):
    address = BULK[name]
    wrong = []
    for at, place in rights.places.items():
        expected = address.in_a if at == "a" else address.elsewhere
        for role in ROLES:
            response = rights.answer(role, "get", address.url(place))
            if is_through(response) and response.status_code == 302:
                response = rights.answer(role, "get", response.url)
            is_named = is_through(response) and PLACES[at] in response.content.decode()
            if is_named != (role in expected):
                wrong.append((role, at, response.status_code))
    assert not wrong


@pytest.mark.parametrize("name", LISTS)
def test_list__has_only_what_the_user_may_see(name, rights):
    of_a, elsewhere = LISTS[name]
    view, _mark, query = name.partition("?")
    wrong = []
    for role in ROLES:
        response = rights.answer(role, "get", f"{reverse(view)}?{query}")
        text = getattr(response, "read_text", None) or response.content.decode()
        for at, title in PLACES.items():
            if (title in text) != (role in (of_a if at == "a" else elsewhere)):
                wrong.append((role, at, response.status_code))
    assert not wrong


def test_export__as_a_workbook_has_the_same_rows(rights):
    url = f"{reverse('headhealth_review_report')}?export=xlsx"

    def strings(role: str) -> str:
        client = rights.client(role)
        content = b"".join(client.get(url).streaming_content)
        with zipfile.ZipFile(BytesIO(content)) as book:
            return " ".join(book.read(each).decode() for each in book.namelist() if "xl/" in each)

    told = strings("publisher_a")
    assert PLACES["a"] in told
    assert PLACES["b"] not in told and PLACES["hidden"] not in told
    assert PLACES["hidden"] in strings("superuser")


@pytest.mark.parametrize("role", ["editor_a", "publisher_a", "viewer_a", "reviewer_a"])
def test_dashboard_and_todo_lists__know_one_tree(role, rights):
    urls = ["/admin/"]
    urls += [
        reverse("headhealth_admin:todo_list", args=[name])
        for name in ("emergencies", "waiting", "sent-back", "yours", "submitted")
    ]
    for url in urls:
        text = rights.answer(role, "get", url).content.decode()
        assert PLACES["b"] not in text and PLACES["hidden"] not in text, url


def test_chosen_multiple__tells_only_of_own_withdrawals(rights):
    url = reverse("wagtailsnippetchoosers_headhealth_withdrawal:chosen_multiple")
    ids = "&".join(f"id={place.withdrawal.pk}" for place in rights.places.values())
    text = rights.answer("publisher_a", "get", f"{url}?{ids}").content.decode()
    assert PLACES["a"] in text
    assert PLACES["b"] not in text and PLACES["hidden"] not in text


@pytest.mark.parametrize("role", ["publisher_a", "reviewer_a"])
def test_asking__by_a_source_that_all_trees_cite_stays_in_the_own_tree(role, rights):
    source = factories.SourceFactory(title="Shared guideline")
    for place in rights.places.values():
        with_reference(place.page, source)
    url = f"{reverse('headhealth_admin:re_review_ask')}?shows=headhealth.source:{source.pk}"
    text = rights.client(role).get(url).content.decode()
    assert PLACES["a"] in text
    assert PLACES["b"] not in text and PLACES["hidden"] not in text
    response = rights.client(role).post(url, _asking(None))
    titles = {item.title for item in ReReviewItem.objects.filter(request__reason__contains="retr")}
    assert response.status_code == 302
    assert titles == {PLACES["a"]}


def test_asking__by_foreign_keys_asks_for_nothing(rights):
    for at in ("b", "hidden"):
        pk = rights.places[at].page.pk
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "ask_for_review"])
        before = ReReviewItem.objects.count()
        rights.client("publisher_a").post(f"{url}?id={pk}&next={BACK}", _asking(None))
        assert ReReviewItem.objects.count() == before


def with_reference(page: Any, source: Any) -> None:
    """The index says that ``page`` shows ``source``, as saving it would."""
    ReferenceIndex.objects.create(
        content_type=content_type_of(type(page)),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        to_content_type=ContentType.objects.get_for_model(type(source)),
        to_object_id=str(source.pk),
        model_path="sources.item",
        content_path="sources.x",
        content_path_hash=uuid.uuid4(),
    )
