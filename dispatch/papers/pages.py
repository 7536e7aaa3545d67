"""What the committee reads: two pages, the same in PDF and Word. What a figure does not show is said beside it."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from dispatch.papers.commission import Commission
from dispatch.papers.drawing import curve_png, map_png
from dispatch.papers.findings import Area, Beside, Findings, ground
from dispatch.papers.model import Block, Heading, NextPage, Paper, Picture, Table, Text
from dispatch.planning.model import Check, Fate
from dispatch.words import say
from maps.boundaries import Level
from maps.candidates import Place
from maps.covered import Figures
from maps.gaps import Gap, Means

AREAS, GAPS, SITES = 6, 6, 8
"""So many rows are printed; the spreadsheet has all of them."""
CAVEATS = ("times", "acceptance", "staff", "network")
MAP_CM, CURVE_CM = (17.8, 13.6), (17.4, 3.6)


def paper(commission: Commission, findings: Findings) -> Paper:
    """Drawings and all. Cost on Milan: 3 s."""
    pages = _Pages(commission, findings)
    return Paper(
        title=pages.say("paper.title", name=commission.plan.name),
        subtitle=pages.subtitle(),
        blocks=[*pages.first(), NextPage(), *pages.second()],
        foot=pages.foot(),
        language=commission.language,
    )


class Teller:
    """Figures in words, in one language."""

    def __init__(self, commission: Commission) -> None:
        self._commission = commission
        self.language = commission.language

    def say(self, code: str, **params: object) -> str:
        return say(code, self.language, **params)

    def people(self, weight: float) -> str:
        """Whole people; where nobody said how many live in the city, thousandths of it."""
        if self._commission.scaled:
            return f"{weight:,.0f}"
        return f"{weight / self.total:.1%}"

    @property
    def total(self) -> float:
        return float(self._commission.demand.weight.sum()) or 1.0

    def share(self, share: float) -> str:
        return f"{share:.1%}"

    def minutes(self, seconds: float | None, before_s: float) -> str:
        return "—" if seconds is None else f"{(seconds + before_s) / 60:.1f}"

    def variant(self, key: str) -> str:
        """ "minutes_12", "mode_car", "night" in words."""
        kind, _, value = key.partition("_")
        match kind:
            case "minutes":
                return self.say("paper.variant.minutes", minutes=value)
            case "mode":
                return self.say("paper.variant.mode", mode=value)
            case _:
                return self.say(f"paper.variant.{key}")

    def hour(self, hour: int) -> str:
        return self.say("paper.hour", day=self.say(f"paper.day.{hour // 24}"), hour=hour % 24)

    def remedy(self, gap: Gap, likely: Sequence[Place], before_s: float) -> str:
        """A station that would gain half of the gap, else whatever gains most of it."""
        if not gap.remedies:
            return "—"
        sites = (one for one in gap.remedies if one.site is not None and one.people >= gap.people / 2)
        best = next(sites, gap.remedies[0])
        people = self.people(best.people)
        if best.site is not None:
            return self.say(
                "paper.remedy.site", name=likely[best.site].name or self.say("paper.unnamed"), people=people
            )
        if best.means is Means.MODE:
            return self.say("paper.remedy.mode", mode=best.mode, people=people)
        return self.say("paper.remedy.minutes", minutes=f"{(best.minutes or 0) + before_s / 60:.0f}", people=people)


class _Pages(Teller):
    def __init__(self, commission: Commission, findings: Findings) -> None:
        super().__init__(commission)
        self._findings = findings
        self._plan = commission.plan
        self._city, _, _ = ground(commission.cities, commission.city)

    def subtitle(self) -> str:
        return self.say(
            "paper.subtitle",
            city=self._city.title + (self.say("paper.fictional") if self._city.fictional else ""),
            plan=self._plan.id,
            edition=self._plan.edition,
            state=self.say(f"paper.standing.{self._plan.standing}"),
            made=f"{self._commission.at.astimezone(ZoneInfo(self._city.timezone)):%Y-%m-%d %H:%M}",
            date=self._city.data_date or self.say("paper.unknown"),
        )

    def foot(self) -> str:
        return self.say("paper.foot", plan=self._plan.id, edition=self._plan.edition)

    def first(self) -> Iterator[Block]:
        yield Text(self._conclusion())
        if self._plan.notes:
            yield Text(self.say("paper.notes", notes=self._plan.notes[:400]))
        width, height = MAP_CM
        drawn = map_png(self._commission, self._findings, width_cm=width, height_cm=height)
        yield Picture([drawn], height, self.say("paper.map_told"))
        yield Text(self.say("paper.legend"), small=True)
        yield Heading(self.say("paper.figures"))
        yield self._figures(self._findings.base)
        yield Heading(self.say("paper.staffed"))
        yield from self._staffed()

    def second(self) -> Iterator[Block]:
        yield Heading(self.say("paper.areas"))
        yield from self._areas()
        yield Heading(self.say("paper.gaps", n=len(self._findings.gaps)))
        yield from self._gaps()
        yield Heading(self.say("paper.sites"))
        yield from self._sites()
        yield Heading(self.say("paper.sensitivity"))
        yield self._sensitivity()
        width, height = CURVE_CM
        curve = curve_png(self._findings, self._plan.question.minutes, width_cm=width, height_cm=height)
        yield Picture([curve], height, self.say("paper.curve_told"))
        yield Text(self.say("paper.curve"), small=True)
        yield Heading(self.say("paper.check"))
        yield Text(self._checked(self._plan.check if self._plan.checked else None))
        yield Heading(self.say("paper.caveats"))
        unsaid = [self.say(self._commission.demand.weakness), *(self.say(f"paper.caveat.{one}") for one in CAVEATS)]
        yield Text(" ".join(unsaid), small=True)

    def _conclusion(self) -> str:
        base, question = self._findings.base, self._plan.question
        gain = base.plan.covered - base.today.covered
        return self.say(
            "paper.conclusion",
            minutes=f"{question.minutes:g}",
            count=self.say(f"paper.count.{question.count}"),
            mode=question.mode,
            weather=question.weather,
            hours=self.say("paper.variant.night" if question.night else "paper.variant.day"),
            before=len(self._commission.today),
            after=len(self._commission.fixed),
            share=self.share(base.today.share),
            share_after=self.share(base.plan.share),
            change=self.say("paper.more_people" if gain >= 0 else "paper.fewer_people", people=self.people(abs(gain))),
            twice=self.share(base.today.double_share),
            twice_after=self.share(base.plan.double_share),
            cost=self._cost(),
        )

    def _cost(self) -> str:
        costs = [one.cost for one in self._commission.added]
        known = sum(cost for cost in costs if cost is not None)
        unknown = sum(cost is None for cost in costs)
        return self.say("paper.cost", cost=f"{known:g}") + (
            self.say("paper.cost_unknown", n=unknown) if unknown else ""
        )

    def _figures(self, beside: Beside) -> Table:
        before_s = self._findings.mobilisation_s

        def row(name: str, told: Sequence[str]) -> list[str]:
            return [self.say(f"paper.row.{name}"), *told]

        both = (beside.today, beside.plan)
        rows = [
            row("sites", [str(len(self._commission.today)), str(len(self._commission.fixed))]),
            row("covered", [f"{self.people(one.covered)} ({self.share(one.share)})" for one in both]),
            row("double", [f"{self.people(one.folds[1])} ({self.share(one.double_share)})" for one in both]),
            row("uncovered", [self.people(one.uncovered) for one in both]),
            row("area", [self.say("paper.km2", n=f"{one.uncovered_km2:.2f}") for one in both]),
            row("streets", [self.say("paper.km", n=f"{one.uncovered_street_km:.1f}") for one in both]),
            row("median", [self.minutes(one.median_s, before_s) for one in both]),
            row("p90", [self.minutes(one.p90_s, before_s) for one in both]),
        ]
        return Table([self.say("paper.figure"), self.say("paper.today"), self.say("paper.plan")], rows, (0.4, 0.3, 0.3))

    def _staffed(self) -> Iterator[Block]:
        if self._findings.staffed is None:
            yield Text(self.say("paper.no_roster"))
            return
        today, plan = self._findings.staffed
        base = self._findings.base
        head = [self.say(f"paper.staffed.{one}") for one in ("of", "nominal", "mean", "worst")]
        rows = [
            [
                self.say(f"paper.{name}"),
                self.share(nominal.share),
                self.share(told.mean),
                f"{self.share(told.worst)} ({self.hour(told.worst_hour)})",
            ]
            for name, nominal, told in (("today", base.today, today), ("plan", base.plan, plan))
        ]
        yield Table(head, rows, (0.22, 0.22, 0.22, 0.34))
        yield Text(self.say("paper.staffed_note"), small=True)

    def _areas(self) -> Iterator[Block]:
        finest = [level for level in (Level.STREET, Level.COMMUNITY) if level in self._findings.areas]
        if not finest:
            yield Text(self.say("paper.no_areas"))
        for level in finest:
            areas = self._findings.areas[level]
            head = [self.say(f"paper.level.{level}"), *(self.say(f"paper.area.{one}") for one in AREA_COLUMNS)]
            yield Table(head, [self._area(one) for one in areas[:AREAS]], (0.28, 0.18, 0.18, 0.18, 0.18))
            if len(areas) > AREAS:
                yield Text(self.say("paper.more", n=len(areas) - AREAS), small=True)

    def _area(self, area: Area) -> list[str]:
        today, plan = area.beside.today, area.beside.plan
        return [
            area.name or self.say("paper.elsewhere"),
            self.people(plan.people),
            self.share(today.share),
            self.share(plan.share),
            self.people(plan.uncovered),
        ]

    def _gaps(self) -> Iterator[Block]:
        before_s = self._findings.mobilisation_s
        told = list(zip(self._findings.gaps, self._findings.streets, strict=True))[:GAPS]
        if not told:
            yield Text(self.say("paper.no_gaps"))
            return
        rows = [
            [
                street or self.say("paper.unnamed"),
                self.people(gap.people),
                self.minutes(gap.nearest_s, before_s),
                self.remedy(gap, self._findings.likely, before_s),
            ]
            for gap, street in told
        ]
        yield Table([self.say(f"paper.gap.{one}") for one in GAP_COLUMNS], rows, (0.28, 0.16, 0.18, 0.38))

    def _sites(self) -> Iterator[Block]:
        changed = [one for one in self._plan.sites if one.fate is not Fate.KEPT]
        if not changed:
            yield Text(self.say("paper.no_change"))
            return
        rows = [
            [
                one.name or one.id,
                self.say(f"planning.fate.{one.fate}"),
                "—" if one.cost is None else f"{one.cost:g}",
                self.people(self._findings.worth[one.id]) if one.id in self._findings.worth else "—",
            ]
            for one in changed[:SITES]
        ]
        yield Table([self.say(f"paper.site.{one}") for one in SITE_COLUMNS], rows, (0.4, 0.16, 0.2, 0.24))
        if len(changed) > SITES:
            yield Text(self.say("paper.more", n=len(changed) - SITES), small=True)

    def _sensitivity(self) -> Table:
        rows = [
            [self.variant(key), self._short(beside.today), self._short(beside.plan)]
            for key, beside in self._findings.others.items()
        ]
        head = [self.say("paper.if"), self.say("paper.today"), self.say("paper.plan")]
        return Table(head, rows, (0.4, 0.3, 0.3))

    def _short(self, told: Figures) -> str:
        return self.say("paper.short", share=self.share(told.share), twice=self.share(told.double_share))

    def _checked(self, check: Check | None) -> str:
        if check is None:
            return self.say("paper.unchecked")
        return self.say(
            "paper.checked",
            first=check.first,
            last=check.last,
            calls=check.calls,
            n=check.replications,
            before=self._p15(check.before.get("p15")),
            after=self._p15(check.after.get("p15")),
            low=self._p15(check.p15_low),
            high=self._p15(check.p15_high),
        )

    def _p15(self, share: float | None) -> str:
        return "—" if share is None else self.share(share)


AREA_COLUMNS = ("people", "today", "plan", "left")
GAP_COLUMNS = ("street", "people", "nearest", "remedy")
SITE_COLUMNS = ("name", "fate", "cost", "worth")
