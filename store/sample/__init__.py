"""The sample ledger: AdventureWorks' reseller sales, and illustrative records for what it lacks."""
