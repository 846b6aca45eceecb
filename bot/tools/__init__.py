"""The tools: one file each, plus money, periods and the values they share. Nothing here knows Slack or SQL."""
