from dataclasses import replace
from datetime import date

import pytest

from dispatch.errors import NotFound
from dispatch.log.chain import Row
from dispatch.opening import codec
from dispatch.people.events import AvailabilityChanged, ContactTested, VolunteerRecorded
from dispatch.people.model import (
    Availability,
    Channel,
    Membership,
    Person,
    Qualification,
    Team,
    Verification,
    Volunteer,
)
from maps.speeds import Mode
from tests.duty.post import LI, MIDNIGHT, ZHANG, Post


def test_a_volunteer_is_recorded_once_and_again_only_when_something_changes(post: Post):
    moved = replace(LI, station="S2", membership=Membership.PROBATION)
    post.people.record([ZHANG, moved], by="admin:wu")
    post.people.record([ZHANG, moved], by="admin:wu")
    assert post.happened() == [
        VolunteerRecorded("V2", Team.SUPPLY, Mode.CAR, "S2", Membership.PROBATION, (), False, Person("演示·李"))
    ]
    assert dict(post.board.people.volunteers) == {"V1": ZHANG, "V2": moved}


def test_a_new_record_keeps_what_the_volunteer_said_about_being_available(post: Post):
    post.people.change_availability("V1", Availability.RESTING, by="volunteer:V1")
    post.people.change_availability("V1", Availability.RESTING, by="volunteer:V1")
    post.people.record([replace(ZHANG, mode=Mode.EBIKE)], by="admin:wu")
    assert post.board.people.volunteers["V1"] == replace(ZHANG, mode=Mode.EBIKE, availability=Availability.RESTING)
    assert post.happened()[0] == AvailabilityChanged("V1", Availability.RESTING)
    assert len(post.happened()) == 2


def test_a_test_alarm_that_is_not_answered_stays_with_the_person_until_one_is(post: Post):
    post.people.report_contact("V1", Channel.VOICE, answered=False, by="rule:check_in")
    post.people.report_contact("V1", Channel.VOICE, answered=False, by="rule:check_in")
    post.people.report_contact("V1", Channel.SMS, answered=False, by="rule:check_in")
    post.people.record([replace(ZHANG, mode=Mode.EBIKE)], by="admin:wu")
    assert post.board.people.volunteers["V1"].unanswered == (Channel.VOICE, Channel.SMS)
    post.people.report_contact("V1", Channel.VOICE, answered=True, by="volunteer:V1")
    assert post.board.people.volunteers["V1"].unanswered == (Channel.SMS,)
    told = [event for event in post.happened() if isinstance(event, ContactTested)]
    assert [(one.channel, one.answered) for one in told] == [
        (Channel.VOICE, False),
        (Channel.SMS, False),
        (Channel.VOICE, True),
    ]


def test_insurance_consent_and_year_of_birth_are_on_record_and_the_year_is_sealed(post: Post):
    known = replace(
        ZHANG, insured_until=date(2027, 5, 1), consented=False, particulars=Person("演示·张", birth_year=1990)
    )
    post.people.record([known], by="admin:wu")
    assert post.board.people.volunteers["V1"] == known
    assert "1990" not in post.log.store.kept[-1].data


def test_a_record_from_before_these_were_kept_still_opens():
    """As the log kept it until then."""
    old = (
        '{"volunteer":"V1","team":"medical","mode":"walk","station":null,"membership":"active","qualifications":[],'
        '"opted_out":false,"particulars":null}'
    )
    row = Row(1, MIDNIGHT, None, "admin:wu", None, "volunteer:V1", "VolunteerRecorded", 1, old, "")
    assert codec().decode(row, None).event == VolunteerRecorded(
        "V1", Team.MEDICAL, Mode.WALK, None, Membership.ACTIVE, (), False, None
    )


def test_all_are_recorded_or_none(post: Post):
    lost = Volunteer("V4", Team.LIAISON, Mode.WALK, "S9", particulars=Person("演示·赵"))
    with pytest.raises(NotFound) as caught:
        post.people.record([replace(LI, mode=Mode.WALK), lost], by="admin:wu")
    assert caught.value.params == {"kind": "station", "id": "S9"}
    assert post.happened() == []


def test_the_unknown_are_named(post: Post):
    with pytest.raises(NotFound) as caught:
        post.people.change_availability("V9", Availability.RESTING, by="volunteer:V9")
    assert caught.value.params == {"kind": "volunteer", "id": "V9"}


def test_erasing_a_volunteer_leaves_the_record_without_the_person(post: Post):
    post.log.erase("volunteer:V1")
    assert post.board.people.volunteers["V1"] == replace(ZHANG, particulars=None)


def test_rare_characters_and_dots_survive_the_log(post: Post):
    named = Volunteer("V5", Team.MEDICAL, Mode.WALK, particulars=Person("买买提·𠮷𬱖", "15400000005"))
    post.people.record([named], by="admin:wu")
    [recorded] = post.log.events(after=post.begin)
    assert recorded.event.particulars == Person("买买提·𠮷𬱖", "15400000005")
    assert post.board.people.volunteers["V5"] == named


def test_a_certificate_may_be_revoked(post: Post):
    revoked = Qualification("first_aid", Verification.REVOKED)
    post.people.record([replace(ZHANG, qualifications=(revoked,))], by="admin:wu")
    assert post.board.people.volunteers["V1"].qualifications == (revoked,)
