"""All of `dispatch data`: each module adds its commands to the group."""

from dispatch.cli import addresses, aeds, grids, hours, kits, plans
from dispatch.cli.records import data

__all__ = ["addresses", "aeds", "data", "grids", "hours", "kits", "plans"]
