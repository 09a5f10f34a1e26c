"""What editors and reviewers see in the Wagtail admin."""
