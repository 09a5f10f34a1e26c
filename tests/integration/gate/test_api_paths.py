"""Wagtail calls its API v3 a preview: what it offers tomorrow has to be thought through first."""

from __future__ import annotations

from wagtail.api.v3.api import api

KNOWN = {
    # Read only.
    "/api/v3/pages/find/": "GET",
    "/api/v3/pages/{page_id}/revisions/": "GET",
    "/api/v3/pages/{page_id}/revisions/{revision_id}/": "GET",
    "/api/v3/schema/": "GET",
    "/api/v3/schema/{type_name}/": "GET",
    "/api/v3/snippets/{type}/{pk}/revisions/": "GET",
    "/api/v3/snippets/{type}/{pk}/revisions/{revision_id}/": "GET",
    "/api/v3/whoami/": "GET",
    # May publish: each of these is a door in api_doors.
    "/api/v3/pages/": "GET POST",
    "/api/v3/pages/{page_id}/": "DELETE GET PATCH",
    "/api/v3/pages/{page_id}/actions/convert_alias/": "POST",
    "/api/v3/pages/{page_id}/actions/copy/": "POST",
    "/api/v3/pages/{page_id}/actions/copy_for_translation/": "POST",
    "/api/v3/pages/{page_id}/actions/create_alias/": "POST",
    "/api/v3/pages/{page_id}/actions/move/": "POST",
    "/api/v3/pages/{page_id}/actions/publish/": "POST",
    "/api/v3/pages/{page_id}/actions/revert/": "POST",
    "/api/v3/snippets/{type}/": "GET POST",
    "/api/v3/snippets/{type}/{pk}/": "DELETE GET PATCH",
    "/api/v3/snippets/{type}/{pk}/actions/copy_for_translation/": "POST",
    "/api/v3/snippets/{type}/{pk}/actions/publish/": "POST",
    "/api/v3/snippets/{type}/{pk}/actions/revert/": "POST",
    # Take away.
    "/api/v3/pages/{page_id}/actions/delete/": "DELETE",
    "/api/v3/pages/{page_id}/actions/unpublish/": "POST",
    "/api/v3/snippets/{type}/{pk}/actions/delete/": "DELETE",
    "/api/v3/snippets/{type}/{pk}/actions/unpublish/": "POST",
    # No health text.
    "/api/v3/documents/": "GET POST",
    "/api/v3/documents/{document_id}/": "DELETE GET PATCH",
    "/api/v3/images/": "GET POST",
    "/api/v3/images/{image_id}/": "DELETE GET PATCH",
    "/api/v3/locales/": "GET POST",
    "/api/v3/locales/{locale_id}/": "DELETE GET PUT",
    "/api/v3/redirects/": "GET POST",
    "/api/v3/redirects/find/": "GET",
    "/api/v3/redirects/{redirect_id}/": "DELETE GET PUT",
    "/api/v3/sites/": "GET POST",
    "/api/v3/sites/{site_id}/": "DELETE GET PUT",
}


def test_paths__are_those_the_gate_was_tried_against():
    """A new path or method: add a door for it, then add it here."""
    paths = api.get_openapi_schema()["paths"]
    offered = {path: " ".join(sorted(methods)).upper() for path, methods in paths.items()}
    assert offered == KNOWN
