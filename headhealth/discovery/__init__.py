"""How search engines, browsers and feed readers find what is here."""
