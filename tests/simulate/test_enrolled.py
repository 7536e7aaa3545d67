"""Who answers in a drill beside a demo's moving day: the drill's own simulated people, or nobody."""

from dispatch.drills.desk import DrillDesk
from dispatch.incidents import plans
from dispatch.incidents.model import AlertState, Call, CallParticulars, IncidentMode, IncidentType, Place
from dispatch.incidents.planbook import SHIPPED
from dispatch.simulate.enrolled import Enrolled
from tests.drills.staging import a_message, a_scenario
from tests.simulate.theatre import HUMAN, Theatre
from tests.web.grid import corner


def asked(theatre: Theatre, *, simulated: bool) -> list[int]:
    """Everybody is enrolled in a drill, and the desk asks for an exercise by plan while the demo's day goes on."""
    desk = DrillDesk(theatre.log, theatre.now, centre=theatre.centre, plans=plans.load(SHIPPED))
    everyone = tuple(sorted(theatre.board.people.volunteers))
    desk.start(a_scenario(a_message(0), enrolled=everyone), simulated=simulated, by=HUMAN)
    place = CallParticulars(Place(*corner(3, 3)))
    theatre.incidents.take_call(Call(IncidentType.MEDICAL, 2, IncidentMode.EXERCISE, particulars=place), by=HUMAN)
    exercise = theatre.board.incidents.last_incident
    theatre.play.begin()
    theatre.incidents.alert(exercise, by=HUMAN)
    people = Enrolled(theatre.log, theatre.incidents, theatre.now)
    theatre.run(240, people.fall_due)
    return list(theatre.board.incidents.incidents[exercise].alerts)


def answered(theatre: Theatre, alerts: list[int]) -> int:
    """Real calls of the day take some of the others back."""
    found = [theatre.board.incidents.alerts[one].state for one in alerts]
    return found.count(AlertState.ACCEPTED) + found.count(AlertState.DECLINED)


def test_the_people_of_a_demos_day_leave_an_exercise_alone(theatre: Theatre) -> None:
    alerts = asked(theatre, simulated=False)
    assert len(alerts) > 3
    assert answered(theatre, alerts) == 0


def test_the_simulated_people_of_the_drill_answer_it(theatre: Theatre) -> None:
    alerts = asked(theatre, simulated=True)
    assert answered(theatre, alerts) > 0
