"""The cell of qualifications: 红十字救护员证(2027-05-01)、护士(待核验), with or without columns for their dates."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dispatch.errors import Refused
from dispatch.people.catalogue import BY_CODE, KINDS, Kind
from dispatch.people.model import Qualification, Verification
from dispatch.records import cells
from dispatch.records.intake import Row
from dispatch.records.sheets import Value

KIND = cells.one_of([(kind, (kind.zh, *kind.names)) for kind in KINDS])
BETWEEN = re.compile(r"[、;,|\n](?![^(]*\))")
"""What separates certificates: not within brackets, where it separates remarks."""
PART = re.compile(r"([^()]+?)\s*(?:\((.*)\))?")
STATES = {
    Verification.SUBMITTED: ("待核验", "submitted"),
    Verification.REVOKED: ("已撤销", "revoked"),
}
STATE_OF = {name: state for state, names in STATES.items() for name in names}
FOR_GOOD = ("长期有效", "permanent", "长期", "永久", "永久有效")


@dataclass(frozen=True, slots=True)
class Certificate:
    """One as written: `until` None and not `for_good` says nothing about its validity."""

    kind: Kind
    state: Verification = Verification.VERIFIED
    until: date | None = None
    for_good: bool = False

    @property
    def undated(self) -> bool:
        """It runs out, and nothing says when."""
        return self.kind.years is not None and self.until is None and not self.for_good


def read_certificates(row: Row, known: tuple[Qualification, ...]) -> tuple[Qualification, ...]:
    """Certificates that run out take their last day from the brackets, else from the column of validity, else from the
    day of issue and how long their kind is valid. Where none says, it counts as not yet verified, with a doubt."""
    held = row.take("qualifications", certificates, blank=(), absent=None)
    if held is None:
        return known
    held = _dated(row, held, "valid_until", lambda _, day: day)
    held = _dated(row, held, "issued", lambda kind, day: kind.valid_until(day))
    return tuple(_qualification(row, certificate) for certificate in held)


def certificates(value: Value) -> tuple[Certificate, ...]:
    """Raises Refused for a kind that the catalogue lacks or an impossible date."""
    parts = BETWEEN.split(unicodedata.normalize("NFKC", str(value)))
    found = tuple(_certificate(cells.text(part)) for part in parts if cells.text(part))
    if len({one.kind for one in found}) < len(found):
        raise Refused("certificate_twice")
    return found


def _certificate(part: str) -> Certificate:
    found = PART.fullmatch(part)
    if found is None:
        raise Refused("unknown_choice", known="、".join(kind.zh for kind in KINDS))
    certificate = Certificate(KIND(found[1]))
    for remark in re.split(r"[,;、\s]+", found[2] or ""):
        certificate = _remarked(certificate, remark)
    return certificate


def _remarked(certificate: Certificate, remark: str) -> Certificate:
    kind, state, until, for_good = certificate.kind, certificate.state, certificate.until, certificate.for_good
    if not remark:
        return certificate
    if remark.lower() in FOR_GOOD:
        return Certificate(kind, state, None, True)
    if remark.lower() in STATE_OF:
        return Certificate(kind, STATE_OF[remark.lower()], until, for_good)
    return Certificate(kind, state, cells.day(remark), for_good)


def _dated(
    row: Row, held: Sequence[Certificate], field: str, last_day: Callable[[Kind, date], date | None]
) -> tuple[Certificate, ...]:
    """The dates of another column, for all certificates in order, or for those alone that still lack one."""
    days = row.take(field, _days, blank=(), absent=())
    lacking = [certificate for certificate in held if certificate.undated]
    if not days or not lacking:
        return tuple(held)
    if len(days) not in (len(held), len(lacking)):
        row.refuse(field, "dates_do_not_match", dates=len(days), certificates=len(held))
        return tuple(held)
    of = dict(zip(held if len(days) == len(held) else lacking, days, strict=True))
    return tuple(
        Certificate(one.kind, one.state, last_day(one.kind, of[one])) if one in lacking else one for one in held
    )


def _days(value: Value) -> tuple[date, ...]:
    if not isinstance(value, str):
        return (cells.day(value),)
    parts = BETWEEN.split(unicodedata.normalize("NFKC", value))
    return tuple(cells.day(part) for part in parts if cells.text(part))


def _qualification(row: Row, certificate: Certificate) -> Qualification:
    state = certificate.state
    if certificate.undated and state is Verification.VERIFIED:
        row.doubt("qualifications", "no_validity", certificate=certificate.kind.zh)
        state = Verification.SUBMITTED
    return Qualification(certificate.kind.code, state, certificate.until)


def written(qualifications: Sequence[Qualification], language: str) -> str | None:
    """As `certificates` reads it back, to the same."""
    return "、".join(_written(one, language) for one in qualifications) or None


def _written(qualification: Qualification, language: str) -> str:
    said = 1 if language == "en" else 0
    kind = BY_CODE[qualification.kind]
    remarks = []
    if qualification.valid_until is not None:
        remarks.append(qualification.valid_until.isoformat())
    elif kind.years is not None and qualification.verification is Verification.VERIFIED:
        remarks.append(FOR_GOOD[said])
    if qualification.verification in STATES:
        remarks.append(STATES[qualification.verification][said])
    name = kind.en if language == "en" else kind.zh
    return f"{name}({','.join(remarks)})" if remarks else name
