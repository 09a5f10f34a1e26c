"""Records that cover live content which nobody can have reviewed as it is: written by hand, by
whoever runs the site, and shown as what they are."""
