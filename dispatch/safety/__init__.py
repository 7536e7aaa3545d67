"""Volunteers who call for help themselves."""
