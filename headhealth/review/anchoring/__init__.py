"""Keeps the end of the ledger outside the database, where its owner cannot rewrite it."""
