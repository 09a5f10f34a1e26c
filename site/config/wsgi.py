"""The WSGI application: `gunicorn --chdir site config.wsgi`."""

import os
import sys
from pathlib import Path

from django.core.wsgi import get_wsgi_application

# In a checkout, headhealth/ lies beside site/ and is not installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()
