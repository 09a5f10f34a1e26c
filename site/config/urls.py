"""The demo site's addresses. Wagtail's pages come last: they answer to every other path."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Django's development server only; a web server serves uploads in production.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include("headhealth.urls")),
    path("", include(wagtail_urls)),
]
