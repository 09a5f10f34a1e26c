"""Which responses are the same for everybody: pages and views say so themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpResponseBase

_ATTRIBUTE = "_headhealth_query_parameters"


def cacheable_by_anyone(*, parameters: Iterable[str] = ()) -> Callable[[Any], Any]:
    """Decorate a view whose responses depend on nobody: no session, cookie or token.

    ``parameters`` are those of the query string that it reads. A response to a request with any
    other is not kept.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def marked(*args: Any, **kwargs: Any) -> Any:
            return _mark(view(*args, **kwargs), parameters)

        return marked

    return decorate


def mark_public_pages(serve: Callable[..., Any]) -> Callable[..., Any]:
    """Wagtail's hook ``on_serve_page``: mark what a page says is the same for everybody.

    A page type says so by ``cacheable_query_parameters``, the parameters that it reads.
    """

    def marked(page: Any, request: Any, args: Any, kwargs: Any) -> Any:
        response = serve(page, request, args, kwargs)
        parameters = getattr(page, "cacheable_query_parameters", None)
        return response if parameters is None else _mark(response, parameters)

    return marked


def accepted_parameters(response: HttpResponseBase) -> frozenset[str] | None:
    """The parameters that the response depends on; None where it is not for everybody."""
    return getattr(response, _ATTRIBUTE, None)


def _mark(response: Any, parameters: Iterable[str]) -> Any:
    setattr(response, _ATTRIBUTE, frozenset(parameters))
    return response
