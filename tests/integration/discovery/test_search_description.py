"""The OpenSearch description, by which browsers offer the site's own search."""

from __future__ import annotations

from xml.etree import ElementTree

NS = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


def test_search_description__names_the_sites_search(example_site, client):
    example_site.site_name = 'Health & "more" than sixteen characters\x0b'
    example_site.save()
    response = client.get("/opensearch.xml")
    assert response["Content-Type"] == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{{{NS['o']}}}OpenSearchDescription"
    assert root.findtext("o:ShortName", None, NS) == 'Health & "more" '
    templates = {url.get("type"): url.get("template") for url in root.findall("o:Url", NS)}
    assert templates == {
        "text/html": "https://health.example/search/?q={searchTerms}",
        "application/x-suggestions+json": (
            "https://health.example/search/suggestions/?format=opensearch&q={searchTerms}"
        ),
    }
    again = client.get("/opensearch.xml", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_search_description__is_named_in_the_head(live, client):
    assert 'href="/opensearch.xml"' in client.get(live.url).content.decode()
