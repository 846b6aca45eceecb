"""The doors into Slack: one file per surface."""
