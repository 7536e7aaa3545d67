"""Readiness: whether each station has who and what it needs, by the minute, and what to do where it has not."""
