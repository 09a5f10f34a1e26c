"""The demo site's addresses. Wagtail's pages come last: they answer to every other path."""

from django.conf import settings
from django.conf.urls.static import static
from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static as static_file
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls


def show_icon(request: HttpRequest) -> HttpResponseRedirect:
    # Not before it is asked for: the names of static files are known when they are collected.
    return HttpResponseRedirect(static_file("demo/icon.svg"))


urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Django's development server only; a web server serves uploads in production.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    # Asked for without reading a page; else it would be looked for among the pages.
    path("favicon.ico", show_icon),
    path("", include("headhealth.urls")),
    path("", include(wagtail_urls)),
]
