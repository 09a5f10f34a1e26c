"""What readers write under an article, shown once a moderator has approved it."""
