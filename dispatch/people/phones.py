"""Chinese telephone numbers: one spelling for each, and how they are shown to those who need not know them."""

import re
import unicodedata

from dispatch.errors import Refused

MOBILE = re.compile(r"1[3-9]\d{9}")
# Area codes have two digits (010, 02x) or three, local numbers seven or eight; 转 stands before an extension.
LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d\d))-?([2-9]\d{6,7})(?:(?:-|转|ext\.?|x)(\d{1,6}))?", re.IGNORECASE)
SERVICE = re.compile(r"[48]00\d{7}|9[56]\d{3,6}|1[12]\d|1\d{4}")
COUNTRY = re.compile(r"^(?:(?:\+|00)86-?|86(?=1[3-9]\d{9}$))")
SPACING = re.compile(r"[\s().]+")

# Anything in free text that may be a private number or an identity card: masked before it is shown or logged.
PRIVATE = re.compile(r"(?<!\d)(?:(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}|0\d{2,3}[- ]?\d{7,8}|\d{17}[\dXx])(?!\d)")


def parse(text: str) -> str:
    """One spelling: 13800001234 · 028-86001234 · 028-86001234-803 · 4001234567 · 95598 · 120.

    Full-width digits, spaces, brackets, +86 and 0086 are understood. Raises Refused("not_a_phone").
    """
    plain = SPACING.sub("", unicodedata.normalize("NFKC", text)).replace("—", "-").replace("–", "-")
    local, country = COUNTRY.subn("", plain)
    digits = local.replace("-", "")
    if MOBILE.fullmatch(digits) or (not country and SERVICE.fullmatch(digits)):
        return digits
    landline = LANDLINE.fullmatch(f"0{local.removeprefix('0')}" if country else local)
    if landline is None:
        raise Refused("not_a_phone")
    return "-".join(part for part in landline.groups() if part)


def mask(phone: str) -> str:
    """138****1234 · 028-****1234; service numbers, which anybody may know, as they are. Of what is none of these, the
    end alone: it may be somebody's number all the same."""
    if MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    if landline := LANDLINE.fullmatch(phone):
        return f"{landline[1]}-****{landline[2][-4:]}"
    if SERVICE.fullmatch(phone):
        return phone
    digits = "".join(filter(str.isdecimal, phone))
    shown = 4 if len(digits) > 6 else 2 if len(digits) > 3 else 0
    return f"****{digits[len(digits) - shown :]}"


def parse_own(text: str) -> str:
    """As `parse`, for the number of one person: Refused("not_a_persons_phone") for 120, 12345, 95598, 400…"""
    number = parse(text)
    if SERVICE.fullmatch(number):
        raise Refused("not_a_persons_phone")
    return number


def redact(text: str) -> str:
    """`text` with every private number in it masked."""
    return PRIVATE.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", unicodedata.normalize("NFKC", text))
