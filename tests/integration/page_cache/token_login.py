"""A login as a site may have one beside Django's sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model


class TokenLoginMiddleware:
    """Whoever has a cookie with a token is logged in."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        if "token" in request.COOKIES:
            request.user = get_user_model()(username="holder")
        return self.get_response(request)
