"""What a named thing is, from its tags: the kinds that a search tells apart."""

from collections.abc import Mapping
from enum import StrEnum

Tags = Mapping[str, str]


class PlaceKind(StrEnum):
    """In the order in which things that match alike are shown: where a call is likelier to come from goes first."""

    JUNCTION = "junction"
    HOUSE = "house"
    COMPOUND = "compound"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    STATION = "station"
    MALL = "mall"
    STREET = "street"
    PLACE = "place"
    BUILDING = "building"
    GOVERNMENT = "government"
    POLICE = "police"
    FIRE_STATION = "fire_station"
    COMMUNITY = "community"
    PARK = "park"
    HOTEL = "hotel"
    CULTURE = "culture"
    WORSHIP = "worship"
    SPORT = "sport"
    OFFICE = "office"
    CLINIC = "clinic"
    SHOP = "shop"
    FOOD = "food"
    BANK = "bank"
    WATER = "water"
    DISTRICT = "district"
    OTHER = "other"
    ENTRANCE = "entrance"
    STOP = "stop"


RANK: Mapping[PlaceKind, int] = {kind: place for place, kind in enumerate(PlaceKind)}
STOPPING = frozenset({PlaceKind.STATION, PlaceKind.STOP})
"""One and the same station is drawn as a node, a building, a platform and a stop."""

K = PlaceKind
KINDS: Mapping[str, Mapping[str, PlaceKind]] = {
    "amenity": {
        "hospital": K.HOSPITAL,
        "clinic": K.CLINIC,
        "doctors": K.CLINIC,
        "dentist": K.CLINIC,
        "pharmacy": K.CLINIC,
        "school": K.SCHOOL,
        "kindergarten": K.SCHOOL,
        "college": K.SCHOOL,
        "university": K.SCHOOL,
        "police": K.POLICE,
        "fire_station": K.FIRE_STATION,
        "townhall": K.GOVERNMENT,
        "courthouse": K.GOVERNMENT,
        "embassy": K.GOVERNMENT,
        "social_facility": K.COMMUNITY,
        "community_centre": K.COMMUNITY,
        "nursing_home": K.COMMUNITY,
        "library": K.CULTURE,
        "theatre": K.CULTURE,
        "cinema": K.CULTURE,
        "arts_centre": K.CULTURE,
        "place_of_worship": K.WORSHIP,
        "restaurant": K.FOOD,
        "fast_food": K.FOOD,
        "cafe": K.FOOD,
        "bar": K.FOOD,
        "pub": K.FOOD,
        "ice_cream": K.FOOD,
        "bank": K.BANK,
        "marketplace": K.SHOP,
        "bus_station": K.STATION,
        "ferry_terminal": K.STATION,
    },
    "healthcare": {"hospital": K.HOSPITAL, "": K.CLINIC},
    "shop": {"mall": K.MALL, "department_store": K.MALL, "no": K.OTHER, "": K.SHOP},
    "tourism": {
        "hotel": K.HOTEL,
        "hostel": K.HOTEL,
        "guest_house": K.HOTEL,
        "motel": K.HOTEL,
        "apartment": K.HOTEL,
        "museum": K.CULTURE,
        "gallery": K.CULTURE,
        "": K.CULTURE,
    },
    "railway": {
        "station": K.STATION,
        "halt": K.STATION,
        "tram_stop": K.STOP,
        "stop": K.STOP,
        "platform": K.STOP,
        "subway_entrance": K.ENTRANCE,
    },
    "public_transport": {"station": K.STATION, "stop_position": K.STOP, "platform": K.STOP},
    "highway": {"bus_stop": K.STOP, "motorway_junction": K.OTHER},
    "office": {"government": K.GOVERNMENT, "": K.OFFICE},
    "leisure": {
        "park": K.PARK,
        "garden": K.PARK,
        "nature_reserve": K.PARK,
        "playground": K.PARK,
        "": K.SPORT,
    },
    "place": {"island": K.OTHER, "district": K.DISTRICT, "borough": K.DISTRICT, "": K.PLACE},
    "boundary": {"administrative": K.DISTRICT},
    "building": {
        "school": K.SCHOOL,
        "hospital": K.HOSPITAL,
        "hotel": K.HOTEL,
        "train_station": K.STATION,
        "no": K.OTHER,
        "": K.BUILDING,
    },
    "landuse": {"residential": K.COMPOUND, "retail": K.MALL, "": K.OTHER},
    "entrance": {"no": K.OTHER, "": K.ENTRANCE},
    "barrier": dict.fromkeys(("gate", "lift_gate", "sliding_gate", "swing_gate", "entrance"), K.ENTRANCE),
    "waterway": {"": K.WATER},
    "natural": {"water": K.WATER},
}
"""By tag, the kind of each value; "" stands for the values that are not named. What a thing serves as goes before what
it is built as."""


def kind_of(tags: Tags) -> PlaceKind:
    for key, kinds in KINDS.items():
        value = tags.get(key)
        if value is not None:
            found = kinds.get(value, kinds.get(""))
            if found is not None:
                return found
    return PlaceKind.OTHER
