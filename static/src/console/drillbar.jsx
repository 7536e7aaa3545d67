import { useEffect, useState } from "preact/hooks";
import { read } from "../api.js";
import { board } from "../board.js";
import { elapsedOf } from "../drills/clock.js";
import { now, running } from "../times.js";
import { say } from "../words.js";

const EVERY_MS = 5_000;

/** @typedef {{busy: number, enrolled: number, enrolled_on_duty: number, thin: {station: string}[]}} Cover */

/** Says on every console that a drill goes on, how far it is and what cover it costs. */
export function DrillBar() {
  const drill = [...board.drills.value.values()][0];
  const [cover, setCover] = useState(/** @type {Cover | null} */ (null));
  const id = drill?.id;
  useEffect(() => {
    if (id === undefined) return setCover(null);
    const look = () => read(`/drills/${id}`).then((told) => setCover(told.cover), () => undefined);
    void look();
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }, [id]);
  if (!drill) return null;
  const paused = drill.state === "paused";
  const name = (/** @type {string} */ station) => board.stations.value.get(station)?.name ?? station;
  return (
    <div class={`banner drill ${drill.state}`} role="status">
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <path d="M7 1l6 6l-6 6l-6-6z" fill="none" stroke="currentColor" stroke-width="2" />
        <path d={paused ? "M5.5 5v4M8.5 5v4" : "M6 4.6l3.2 2.4l-3.2 2.4z"} fill="currentColor" stroke="currentColor" />
      </svg>
      <strong>{say("drill.banner", { name: drill.name ?? "" })}</strong>
      <span>{say(`drill_state.${drill.state}`)}</span>
      <span class="elapsed" aria-live="off">
        {say("drill.banner_elapsed", { time: running(elapsedOf(drill, now.value)), lasts: running(drill.lasts_s) })}
      </span>
      {drill.speed !== 1 && <span>{say("drill.banner_speed", { speed: drill.speed })}</span>}
      {cover && (
        <span>
          {say("drill.banner_busy", { busy: cover.busy, enrolled: cover.enrolled, on_duty: cover.enrolled_on_duty })}
        </span>
      )}
      {cover && cover.thin.length > 0 && (
        <span class="thin">
          {say("drill.banner_thin", {
            n: cover.thin.length,
            stations: cover.thin.map((one) => name(one.station)).join(" · "),
          })}
        </span>
      )}
      {drill.last && <span class="last">{say("drill.banner_last", { text: drill.last })}</span>}
      <a href="/drills" target="_blank" rel="noopener">
        {say("drill.banner_open")}
      </a>
    </div>
  );
}
