"""The guide in the help menu of the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from headhealth.admin.guide import PARTS


@pytest.mark.parametrize("who", ["editor", "reviewer", "publisher"])
def test_guide__is_in_the_help_menu_and_opens(who: str, client_of: Any, request: Any) -> None:
    client = client_of(request.getfixturevalue(who))
    address = reverse("headhealth_admin:guide")
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
    html = client.get(address).content.decode()
    for part in PARTS:
        assert str(part.title) in html
        page = client.get(reverse("headhealth_admin:guide_part", args=[part.name]))
        assert page.status_code == 200
        assert page.context["part"] == part
        assert 'class="hh-guide"' in page.content.decode()


def test_guide__has_no_other_parts(client_of: Any, editor: Any) -> None:
    address = reverse("headhealth_admin:guide_part", args=["nobody"])
    assert client_of(editor).get(address).status_code == 404
