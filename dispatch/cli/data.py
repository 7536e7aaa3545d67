"""All of `dispatch data`: each module adds its commands to the group."""

from dispatch.cli import addresses, aeds, plans
from dispatch.cli.records import data

__all__ = ["addresses", "aeds", "data", "plans"]
