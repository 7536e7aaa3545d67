/** Who is on duty now, and until when. */
import { signal } from "@preact/signals";
import { read, write } from "../api.js";
import { Mark } from "../parts/shape.jsx";
import { STANDING } from "../parts/shapes.js";
import { momentOf, setClock, timezone } from "../times.js";
import { say } from "../words.js";
import { Held, loadHeld } from "./held.jsx";
import { Forgotten } from "./hours.jsx";
import { carryOut, here, station, stations } from "./state.js";
import { nameOfStation } from "./stations.js";

/**
 * @typedef {{volunteer: string, name: string | null, phone: string | null, station: string, duty: "on_duty" | "on_call",
 *   since: string, until: string | null, kit: string[], delay_s: number | null, committed: number | null}} Present
 */

export const present = signal(/** @type {Present[]} */ ([]));

export async function loadPresent() {
  const [told] = await Promise.all([read(here("/duty/present")), loadHeld()]);
  timezone.value = told.timezone;
  setClock(told.at);
  stations.value = told.stations;
  present.value = told.rows;
}

/** @param {Present} one */
const checkOut = (one) =>
  carryOut(
    () => write("POST", "/duty/check-out", { station: one.station, volunteer: one.volunteer }),
    say("duty_page.checked_out", { name: one.name ?? one.volunteer }),
  );

/** @param {{one: Present}} props */
function Row({ one }) {
  const shape = one.committed === null ? (one.duty === "on_duty" ? STANDING.available : STANDING.resting) : STANDING.assigned;
  return (
    <tr>
      <th scope="row">
        {one.name ?? one.volunteer} <small>{one.volunteer}</small>
      </th>
      <td>
        <span class="with-mark">
          <Mark shape={shape} />
          {one.committed === null ? say(`duty_page.axis.${one.duty}`) : say("duty_page.committed", { assignment: one.committed })}
        </span>
      </td>
      {station.value === "" && <td>{nameOfStation(one.station)}</td>}
      <td>{momentOf(one.since)}</td>
      <td>{one.until ? momentOf(one.until) : say("duty_page.no_end")}</td>
      <td>{one.kit.length > 0 ? one.kit.join(", ") : "—"}</td>
      <td>
        <button type="button" onClick={() => void checkOut(one)}>
          {say("duty_page.check_out")}
        </button>
      </td>
    </tr>
  );
}

export function Present() {
  return (
    <>
      <Held />
      <Forgotten />
      {present.value.length === 0 ? <p class="empty">{say("duty_page.nobody")}</p> : <Listed />}
    </>
  );
}

function Listed() {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{say("duty_page.who")}</th>
            <th scope="col">{say("duty_page.state")}</th>
            {station.value === "" && <th scope="col">{say("duty_page.station")}</th>}
            <th scope="col">{say("duty_page.since")}</th>
            <th scope="col">{say("duty_page.until")}</th>
            <th scope="col">{say("duty_page.kit")}</th>
            <th scope="col">{say("duty_page.act")}</th>
          </tr>
        </thead>
        <tbody>
          {present.value.map((one) => (
            <Row key={one.volunteer} one={one} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
