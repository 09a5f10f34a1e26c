"""Any text where an address or a query has a key: not found or refused, never an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from headhealth.models import ConditionPage
from tests.testapp.models import Advice

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")

KEYS = {
    "huge": "9" * 30,
    "beyond_64_bits": str(2**63),
    "longest": "9" * 5000,
    "negative": "-1",
    "arabic_digits": "٣٤",
    "superscript": "²",
    "nul": "1\0",
    "quoted_nul": "_00",
    "word": "key",
    "float": "1e3",
    "none": "None",
    "lone_surrogate": "\ud83e",
}

_CONVERTER = re.compile(r"<(?:(?P<type>\w+):)?(?P<name>\w+)>")
_GIVEN = {
    "app_label": "headhealth",
    "model_name": "conditionpage",
    "model": "headhealth.conditionpage",
    "extension": "json",
}


def _routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    """The routes of all views of the app, the ones of Wagtail that it derives from included."""
    for pattern in patterns:
        route = before + getattr(pattern.pattern, "_route", "")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and _is_ours(pattern.callback):
            yield route


def _is_ours(view: Any) -> bool:
    view = getattr(view, "view_class", view)
    while hasattr(view, "__wrapped__"):
        view = getattr(view.__wrapped__, "view_class", view.__wrapped__)
    bases = getattr(view, "__mro__", (view,))
    return any(base.__module__.startswith("headhealth.") for base in bases)


def _all_filters(base: type = WagtailFilterSet) -> Iterator[Any]:
    for filters in base.__subclasses__():
        if filters.__module__.startswith("headhealth."):
            yield filters
        yield from _all_filters(filters)


ALL_ROUTES = sorted(set(_routes(get_resolver().url_patterns)))
ROUTES = [route for route in ALL_ROUTES if "<" in route]


def test_routes__are_those_of_the_app():
    assert {
        "admin/headhealth/urgent/<str:app_label>/<str:model_name>/<str:pk>/",
        "admin/headhealth/evidence/<str:model>/<str:pk>/",
        "admin/headhealth/owners/<pk>/hand-over/",
        "changes/<int:pk>/",
        "symptoms/<int:pk>/<str:slug>/",
    } <= set(ROUTES)


def _address(route: str, key: str, **given: str) -> str:
    def filled(match: re.Match[str]) -> str:
        return {**_GIVEN, **given}.get(match["name"], key)

    return "/" + quote(_CONVERTER.sub(filled, route), errors="surrogatepass")


@pytest.mark.parametrize("route", ROUTES)
def test_address__with_a_key_of_nothing(route, home, superuser, client_of):
    client = client_of(superuser)
    for model in [ConditionPage, Advice] if "<str:model" in route else [ConditionPage]:
        names = {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "model": model._meta.label_lower,
        }
        for name, key in KEYS.items():
            for method in (client.get, client.post):
                response = method(_address(route, key, **names))
                assert response.status_code in {302, 400, 403, 404, 405, 410}, (name, model)


_PARAMETERS = {
    *(name for filters in _all_filters() for name in filters.base_filters),
    *("id", "object", "page", "p", "q", "letter", "part", "type", "locale", "ordering", "next"),
}


@pytest.mark.parametrize("route", [route for route in ALL_ROUTES if "<" not in route])
def test_query__with_keys_of_nothing(route, home, superuser, client_of):
    client = client_of(superuser)
    for name, key in KEYS.items():
        for value in (key, f"headhealth.conditionpage:{key}"):
            query = dict.fromkeys(_PARAMETERS, value.encode(errors="surrogatepass"))
            response = client.get(f"/{route}", query)
            assert response.status_code in {200, 302, 400, 403, 404, 405}, name


def _our_bulk_actions() -> Iterator[tuple[str, str, str]]:
    bulk_action_registry._scan_for_bulk_actions()
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            for name, action in actions.items():
                if _is_ours(action):
                    yield app, model, name


def test_bulk_actions__with_keys_of_nothing(live, superuser, client_of):
    client = client_of(superuser)
    actions = set(_our_bulk_actions())
    assert {name for _app, model, name in actions if model == "page"} == {
        "ask_for_review",
        "delete",
        "evidence",
        "hand_over",
        "publish",
        "unpublish",
    }
    for action in actions:
        url = reverse("wagtail_bulk_action", args=action)
        for name, key in KEYS.items():
            text = key.encode(errors="surrogatepass")
            for query in ({"id": text}, {"id": "all", "childOf": text}, {"id": "all", "q": text}):
                for method in (client.get, client.post):
                    address = f"{url}?{urlencode(query)}"
                    status = method(address).status_code
                    assert status in {200, 302, 404}, (action, name, list(query))
    assert ConditionPage.objects.get(pk=live.pk).live


def test_bulk_action__forgives_keys_of_nothing_beside_others(live, superuser, client_of):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    client_of(superuser).post(f"{url}?{urlencode({'id': ['x', live.pk, '1' * 30]}, doseq=True)}")
    assert not ConditionPage.objects.get(pk=live.pk).live
