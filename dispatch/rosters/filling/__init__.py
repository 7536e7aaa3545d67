"""Filling a month: who serves when, so that as little as possible stays open and the load is shared."""
