"""A commission carried out, in processes beside the server: every assumption first, then all files at once."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from dispatch.jobs import side_by_side
from dispatch.papers.commission import Commission, variants
from dispatch.papers.findings import Beside, find, judge

FILES = ("pdf", "docx", "xlsx", "gpkg", "geojson")
ALL = "all"


def write(
    commission: Commission, *, dask: str = "", cancelled: Callable[[], bool] = lambda: False
) -> Iterator[tuple[int, int, Mapping[str, bytes]]]:
    """(steps done, of how many, the files by ending): no files until the last step. `Cancelled` where it is stopped.

    Cost on Milan: 8 s on two cores.
    """
    keys = list(variants(commission.plan.question))
    of = len(keys) + 1
    judged: dict[str, Beside] = {}
    for key, beside in side_by_side(partial(judge, commission), keys, dask=dask, cancelled=cancelled):
        judged[key] = beside
        yield len(judged), of, {}
    in_order = {key: judged[key] for key in keys}
    for _, files in side_by_side(partial(_files, commission, in_order), [ALL], dask=dask, cancelled=cancelled):
        yield of, of, files


def _files(commission: Commission, others: Mapping[str, Beside], _: str) -> dict[str, bytes]:
    # Drawing and printing take two seconds to load, which no server should wait for.
    from dispatch.papers.layers import to_geojson, to_geopackage
    from dispatch.papers.pages import paper
    from dispatch.papers.pdf import to_pdf
    from dispatch.papers.sheets import to_sheets
    from dispatch.papers.word import to_word

    findings = find(commission, others)
    printed = paper(commission, findings)
    return {
        "pdf": to_pdf(printed),
        "docx": to_word(printed),
        "xlsx": to_sheets(commission, findings),
        "gpkg": to_geopackage(commission, findings),
        "geojson": to_geojson(commission, findings),
    }
