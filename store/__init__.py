"""The ledger and everything else that is remembered: tables, questions, imports, exports, migrations."""
