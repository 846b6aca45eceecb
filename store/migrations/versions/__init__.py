"""The revisions, oldest first by their number: r0001, r0002, …"""
