"""Scheduled messages: when, what, to whom, and exactly once."""
