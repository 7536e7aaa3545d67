"""One's own shifts: confirmed, signed up for, swapped, dropped; and what is handed over when they end."""

from apiflask import APIBlueprint
from flask import Response

from dispatch.board import Board
from dispatch.duty.model import Shift
from dispatch.errors import NotFound, Refused
from dispatch.log.event import Recorded
from dispatch.rosters.events import SwapOutcome
from dispatch.rosters.model import Handover, Swap, SwapState
from dispatch.web.answers import answer, repeatable
from dispatch.web.audience import serves_at
from dispatch.web.auth import acting, allow, me, require_answers_for
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.roster_bodies import AcceptIn, HomeIn, OfferIn, PerhapsReasonIn, ReasonIn, SignUpIn, TakeSwapIn
from dispatch.web.roster_rows import handover_row, opening_row, overtime_row, shift_row, swap_row
from dispatch.web.roster_shapes import DoneOut, HandoversOut, MineOut, OvertimesOut, SwapsOut
from dispatch.web.rosters import PLANNING, name_of
from dispatch.web.rows import Row

blueprint = APIBlueprint("roster_turns", __name__, url_prefix="/api/v1/rosters", tag="rosters")

EVERYBODY = (*PLANNING, Role.VOLUNTEER)


@blueprint.get("/mine")
@blueprint.output(MineOut)
@allow(Role.VOLUNTEER)
def mine() -> Response:
    """My shifts and those that I could take, swaps that concern me, what I may take over, and my way home."""
    here, who = office(), str(me().volunteer)
    board, at = here.log.board(), here.now()
    shifts = sorted(board.duty.all_shifts_of(who), key=lambda one: one.slot.starts_at)
    rosters = board.rosters
    swaps = [one for one in rosters.swaps.values() if _concerns(one, who)]
    station = board.duty.on_duty[who].station if who in board.duty.on_duty else None
    taking = [one for one in rosters.handovers.values() if one.station == station and one.volunteer not in {None, who}]
    return answer(
        {
            "shifts": [_shift(one) for one in shifts if one.slot.ends_at > at],
            "open": [opening_row(one) for one in here.rosters.open_to(who)],
            "swaps": [_swap(board, one) for one in swaps],
            "handovers": [_handover(one) for one in taking],
            "overtime": [overtime_row(one) for one in rosters.overtime.values() if one.volunteer == who],
        }
    )


@blueprint.post("/sign-ups")
@blueprint.input(SignUpIn, arg_name="body")
@blueprint.output(DoneOut)
@allow(*EVERYBODY)
def sign_up(body: SignUpIn) -> Response:
    """A volunteer takes an open shift; a desk takes it for whom they have on the telephone."""
    who = body.volunteer or me().volunteer
    if who is None:
        raise Refused("volunteer_needed", role=me().role)
    _require_served(who, body.station)
    recorded = office().rosters.sign_up(
        who, body.station, body.day, body.template, by=me().by, request=repeatable(body)
    )
    return _done(recorded)


@blueprint.post("/shifts/<int:shift>/confirm")
@blueprint.output(DoneOut)
@allow(*EVERYBODY)
def confirm(shift: int) -> Response:
    """They will be there."""
    _require_shift(shift)
    return _done(office().rosters.confirm(shift, acting=acting(), by=me().by, request=repeatable()))


@blueprint.post("/shifts/<int:shift>/drop")
@blueprint.input(ReasonIn, arg_name="body")
@blueprint.output(DoneOut)
@allow(*EVERYBODY)
def drop_out(shift: int, body: ReasonIn) -> Response:
    """They cannot come: the shift is open again."""
    _require_shift(shift)
    recorded = office().rosters.drop_out(shift, body.reason, acting=acting(), by=me().by, request=repeatable(body))
    return _done(recorded)


@blueprint.post("/shifts/<int:shift>/swap")
@blueprint.input(OfferIn, arg_name="body")
@blueprint.output(DoneOut)
@allow(*EVERYBODY)
def offer_swap(shift: int, body: OfferIn) -> Response:
    """To one colleague, or to whoever takes it."""
    _require_shift(shift)
    return _done(office().rosters.offer_swap(shift, body.to, acting=acting(), by=me().by, request=repeatable(body)))


@blueprint.get("/swaps")
@blueprint.output(SwapsOut)
@allow(*PLANNING, Role.AUDITOR)
def swaps() -> Response:
    """Those that are open; a duty officer's own station's."""
    board, station = office().log.board(), _own_station()
    found = [one for one in board.rosters.swaps.values() if station in {None, one.station}]
    return answer({"rows": [_swap(board, one) for one in sorted(found, key=lambda one: one.id)]})


@blueprint.post("/swaps/<int:swap>/take")
@blueprint.input(TakeSwapIn, arg_name="body")
@blueprint.output(DoneOut)
@allow(*EVERYBODY)
def take_swap(swap: int, body: TakeSwapIn) -> Response:
    """A colleague takes the shift, perhaps for one of theirs; an officer has yet to approve."""
    who = body.volunteer or me().volunteer
    if who is None:
        raise Refused("volunteer_needed", role=me().role)
    _require_served(who, _swap_station(swap))
    return _done(office().rosters.take_swap(swap, who, body.in_return, by=me().by, request=repeatable(body)))


@blueprint.post("/swaps/<int:swap>/approve")
@blueprint.output(DoneOut)
@allow(*PLANNING)
def approve_swap(swap: int) -> Response:
    """The shifts change hands."""
    _require_station(_swap_station(swap))
    return _done(office().rosters.approve_swap(swap, by=me().by, request=repeatable()))


@blueprint.post("/swaps/<int:swap>/refuse")
@blueprint.input(ReasonIn, arg_name="body")
@blueprint.output(DoneOut)
@allow(*PLANNING)
def refuse_swap(swap: int, body: ReasonIn) -> Response:
    """Everything stays as it was."""
    _require_station(_swap_station(swap))
    recorded = office().rosters.end_swap(swap, SwapOutcome.REFUSED, body.reason, by=me().by, request=repeatable(body))
    return _done(recorded)


@blueprint.post("/swaps/<int:swap>/withdraw")
@blueprint.input(PerhapsReasonIn, arg_name="body")
@blueprint.output(DoneOut)
@allow(*EVERYBODY)
def withdraw_swap(swap: int, body: PerhapsReasonIn) -> Response:
    """Whoever offered it keeps the shift."""
    _require_station(_swap_station(swap))
    recorded = office().rosters.end_swap(
        swap, SwapOutcome.WITHDRAWN, body.reason, acting=acting(), by=me().by, request=repeatable(body)
    )
    return _done(recorded)


@blueprint.get("/handovers")
@blueprint.output(HandoversOut)
@allow(*PLANNING, Role.AUDITOR)
def handovers() -> Response:
    """What was open when a shift ended and nobody has accepted yet; a duty officer's own station's."""
    board, station = office().log.board(), _own_station()
    found = [one for one in board.rosters.handovers.values() if station in {None, one.station}]
    return answer({"rows": [_handover(one) for one in sorted(found, key=lambda one: one.id)]})


@blueprint.post("/handovers/<int:handover>/accept")
@blueprint.input(AcceptIn, arg_name="body")
@blueprint.output(DoneOut)
@allow(*EVERYBODY)
def accept(handover: int, body: AcceptIn) -> Response:
    """The successor answers for it from now on; nobody's assignment ends."""
    one = office().log.board().rosters.handovers.get(handover)
    if one is not None:
        _require_station(one.station)
        if me().role is Role.VOLUNTEER and one.station is None:
            raise Refused("not_yours")
    recorded = office().rosters.accept(
        handover, body.successor, body.name, acting=acting(), by=me().by, request=repeatable(body)
    )
    return _done(recorded)


@blueprint.get("/overtime")
@blueprint.output(OvertimesOut)
@allow(*PLANNING, Role.AUDITOR)
def overtime() -> Response:
    """Who is out past the end of their shift, and who is on the way home."""
    station = _own_station()
    found = [one for one in office().log.board().rosters.overtime.values() if station in {None, one.station}]
    return answer({"rows": [overtime_row(one) for one in sorted(found, key=lambda one: one.ends_at)]})


@blueprint.post("/overtime/<int:shift>/home")
@blueprint.input(HomeIn, arg_name="body")
@blueprint.output(DoneOut)
@allow(*EVERYBODY)
def home(shift: int, body: HomeIn) -> Response:
    """They are home."""
    one = office().log.board().rosters.overtime.get(shift)
    if one is not None:
        require_answers_for(one.volunteer)
    recorded = office().rosters.home(
        shift, acting=acting(), happened_at=body.happened_at, by=me().by, request=repeatable(body)
    )
    return _done(recorded)


def _done(recorded: list[Recorded]) -> Response:
    return answer({"recorded": len(recorded)})


def _own_station() -> str | None:
    return me().station if me().role is Role.DUTY_OFFICER else None


def _require_station(station: str | None) -> None:
    """A duty officer acts for their own."""
    own = _own_station()
    if own is not None and station != own:
        raise Refused("other_station", station=station)


def _require_served(volunteer: str, station: str | None) -> None:
    """Volunteers act for themselves; officers for shifts at their station and for its people."""
    who = me()
    if who.role is Role.VOLUNTEER and volunteer != who.volunteer:
        raise Refused("not_yours")
    board = office().log.board()
    if who.role is Role.DUTY_OFFICER and station != who.station and not serves_at(board, volunteer, who.station):
        raise Refused("not_yours")


def _require_shift(shift: int) -> None:
    """That whoever asks may act for it; where there is none, the rule says so."""
    for theirs in office().log.board().duty.shifts.values():
        for one in theirs:
            if one.id == shift:
                _require_served(one.slot.volunteer, one.slot.station)


def _swap_station(swap: int) -> str:
    found = office().log.board().rosters.swaps.get(swap)
    if found is None:
        raise NotFound("swap", swap)
    return found.station


def _concerns(swap: Swap, who: str) -> bool:
    if who in {swap.volunteer, swap.taker}:
        return True
    return swap.state is SwapState.OFFERED and swap.to in {None, who}


def _shift(one: Shift) -> Row:
    here = office()
    board = here.log.board()
    named = board.rosters.named(here.rosters.terms)
    passed = board.rosters.passed_over.get(one.id, ())
    return shift_row(one, named, here.centre.timezone, here.now(), passed)


def _swap(board: Board, one: Swap) -> Row:
    theirs = {shift.id: shift for shifts in board.duty.shifts.values() for shift in shifts}
    given, back = theirs.get(one.shift), theirs.get(one.in_return or 0)
    return swap_row(one, _shift(given) if given else None, _shift(back) if back else None)


def _handover(one: Handover) -> Row:
    return handover_row(one, name_of(one.volunteer) if one.volunteer else None)
