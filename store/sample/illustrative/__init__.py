"""Illustrative records for what the sample ledger lacks: made from a fixed seed, marked as such in the database."""

from store.sample.illustrative.make import make

__all__ = ["make"]
