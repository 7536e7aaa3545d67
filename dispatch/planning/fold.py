"""The only place where site plans change."""

from dataclasses import replace
from typing import Any

from dispatch.log.event import Recorded
from dispatch.planning.events import (
    SitePlanChecked,
    SitePlanProposed,
    SitePlanRenamed,
    SitePlanSaved,
    SitePlanWithdrawn,
)
from dispatch.planning.model import Planning, SitePlan, Standing


def fold(state: Planning, recorded: Recorded) -> Planning:
    match recorded.event:
        case SitePlanSaved() as told:
            return _saved(state, told, recorded)
        case SitePlanRenamed(site_plan=ident, name=name):
            return _changed(state, ident, name=name)
        case SitePlanChecked(site_plan=ident, check=check):
            return _changed(state, ident, check=check)
        case SitePlanProposed(site_plan=ident):
            return _changed(state, ident, standing=Standing.PROPOSED)
        case SitePlanWithdrawn(site_plan=ident):
            return _changed(state, ident, standing=Standing.WITHDRAWN)
    return state


def _saved(state: Planning, told: SitePlanSaved, recorded: Recorded) -> Planning:
    known = state.site_plans.get(told.site_plan)
    plan = SitePlan(
        told.site_plan,
        told.name,
        told.question,
        told.sites,
        told.notes,
        Standing.DRAFT,
        told.edition,
        recorded.by,
        recorded.when,
        known.check if known else None,
    )
    return replace(
        state,
        site_plans=state.site_plans.set(plan.id, plan),
        last_site_plan=max(state.last_site_plan, plan.id),
    )


def _changed(state: Planning, ident: int, **what: Any) -> Planning:
    return replace(state, site_plans=state.site_plans.set(ident, replace(state.site_plans[ident], **what)))
