"""The way to a place on somebody else's map: links that open its app, or its page where the app is not there.

Each map is given the place in its own system (`crs.py`): in another it would point 300–700 m off. The links name no
address: who runs the map learns where somebody goes, not to whom.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from dispatch.links.crs import Crs, from_wgs84
from maps.speeds import Mode

AMAP: Mapping[Mode, str] = {Mode.WALK: "walk", Mode.EBIKE: "ride", Mode.CAR: "car"}
TENCENT: Mapping[Mode, str] = {Mode.WALK: "walk", Mode.EBIKE: "bike", Mode.CAR: "drive"}
SOURCE = "fifteen"


def navigation(lon: float, lat: float, mode: Mode, name: str) -> dict[str, str]:
    """Links by map, to a place in WGS-84. `name`: what the map shows at it. Baidu plans a route only from a start that
    is given; its link shows the place, and the way is one tap further."""
    x, y = from_wgs84(Crs.GCJ02, lon, lat)
    gcj = f"{x:.6f},{y:.6f}"
    amap = {"to": f"{gcj},{name}", "mode": AMAP[mode], "coordinate": "gaode", "callnative": "1", "src": SOURCE}
    tencent = {"type": TENCENT[mode], "to": name, "tocoord": f"{y:.6f},{x:.6f}", "referer": SOURCE}
    u, v = from_wgs84(Crs.BD09, lon, lat)
    baidu = {"location": f"{v:.6f},{u:.6f}", "title": name, "content": name, "coord_type": "bd09ll", "output": "html"}
    return {
        "amap": f"https://uri.amap.com/navigation?{urlencode(amap)}",
        "baidu": f"https://api.map.baidu.com/marker?{urlencode(baidu | {'src': SOURCE})}",
        "tencent": f"https://apis.map.qq.com/uri/v1/routeplan?{urlencode(tencent)}",
    }
