from dataclasses import replace

import pytest

from dispatch.errors import NotFound
from dispatch.people.events import AvailabilityChanged, VolunteerRecorded
from dispatch.people.model import Availability, Membership, Person, Qualification, Team, Verification, Volunteer
from maps.speeds import Mode
from tests.duty.post import LI, ZHANG, Post


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
