"""How an Answer is drawn: Block Kit, terminal, JSON, charts, files."""
