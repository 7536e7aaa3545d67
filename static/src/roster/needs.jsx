/** How many of which skill a station needs in each named shift: what is open, and what the solver fills, comes from it. */
import { useState } from "preact/hooks";
import { write as send } from "../api.js";
import { say } from "../words.js";
import { skillName } from "./grid.jsx";
import { attempt, done, load, may, me, roster, station, stationName, templateOf } from "./state.js";

const TEAMS = ["medical", "supply", "psychological", "liaison"];

/** @typedef {{template: string, skill: string, count: number, on: string | null}} Need */

/** @param {Need} one */
const keyOf = (one) => `${one.template} ${one.skill} ${one.on ?? ""}`;

/** @param {string} where @param {Need[]} needs @param {string[]} closed */
const keep = (where, needs, closed) =>
  attempt(async () => {
    await send("PUT", `/rosters/needs/${encodeURIComponent(where)}`, { needs, closed });
    await load();
    done.value = say("roster.needs_kept");
  });

/** @param {{where: string, needs: Need[], closed: string[]}} props */
function Add({ where, needs, closed }) {
  const told = roster.value;
  const served = told?.templates.filter((one) => one.kind !== "closed") ?? [];
  const held = [...new Set(told?.people.flatMap((one) => one.skills) ?? [])].sort();
  const [template, setTemplate] = useState(served[0]?.id ?? "");
  const [skill, setSkill] = useState(held.includes("first_aid") ? "first_aid" : "medical");
  const [count, setCount] = useState(1);
  /** @param {Event} event */
  const add = (event) => {
    event.preventDefault();
    const fresh = { template, skill, count, on: null };
    void keep(where, [...needs.filter((one) => keyOf(one) !== keyOf(fresh)), fresh], closed);
  };
  return (
    <form class="row" onSubmit={add}>
      <select aria-label={say("roster.needs_shift")} value={template} onChange={(event) => setTemplate(event.currentTarget.value)}>
        {served.map((one) => (
          <option key={one.id} value={one.id}>
            {one.mark} {one.name}
          </option>
        ))}
      </select>
      <select aria-label={say("roster.needs_skill")} value={skill} onChange={(event) => setSkill(event.currentTarget.value)}>
        {[...TEAMS, ...held].map((one) => (
          <option key={one} value={one}>
            {skillName(one)}
          </option>
        ))}
      </select>
      <input
        type="number"
        min="1"
        max="50"
        aria-label={say("roster.needs_count")}
        value={count}
        onInput={(event) => setCount(Math.max(1, Number(event.currentTarget.value)))}
      />
      <button type="submit">{say("roster.needs_add")}</button>
    </form>
  );
}

export function Needs() {
  const told = roster.value;
  if (!told) return null;
  const where = station.value || me.value?.station || "";
  const own = told.needs.find((one) => one.station === where);
  const needs = own?.needs ?? [];
  const closed = own?.closed ?? [];
  const none = told.needs.every((one) => one.needs.length === 0);
  return (
    <section class="part" aria-labelledby="needs-title">
      <h2 id="needs-title">{where ? say("roster.needs_of", { station: stationName(where) }) : say("roster.needs")}</h2>
      {none && <p class="bad">{say("roster.needs_none")}</p>}
      {!where && <p>{say("roster.needs_choose")}</p>}
      {where && (
        <ul>
          {needs.map((one) => (
            <li key={keyOf(one)}>
              {templateOf(one.template)?.name ?? one.template} · {skillName(one.skill)} × {one.count}
              {one.on && ` · ${say(`roster.on.${one.on}`)}`}{" "}
              {may() && (
                <button type="button" class="quiet small" onClick={() => keep(where, needs.filter((each) => each !== one), closed)}>
                  {say("roster.needs_remove")}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {where && may() && <Add key={where} where={where} needs={needs} closed={closed} />}
    </section>
  );
}
