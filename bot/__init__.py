"""The key account management assistant: doors, routing, tools and replies."""
