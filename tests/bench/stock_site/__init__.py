"""A Wagtail site without the app: what a worker of the demo site is measured against."""
