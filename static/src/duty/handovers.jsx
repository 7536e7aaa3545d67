/** What one shift leaves to the next: each is accepted by name, and nobody's assignment ends with their shift. */
import { signal } from "@preact/signals";
import { read, write } from "../api.js";
import { Mark } from "../parts/shape.jsx";
import { STANDING } from "../parts/shapes.js";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { present } from "./present.jsx";
import { HOURS } from "./shapes.js";
import { carryOut, station } from "./state.js";
import { nameOfStation } from "./stations.js";

/**
 * @typedef {{id: number, incident: number, assignment: number | null, volunteer: string | null, name: string | null,
 *   outgoing: string | null, station: string | null, offered_at: string}} Handover
 * @typedef {{shift: number, volunteer: string, station: string, ends_at: string, cleared_at: string | null,
 *   state: "going" | "riding_home"}} Overtime
 */

const offered = signal(/** @type {Handover[]} */ ([]));
const late = signal(/** @type {Overtime[]} */ ([]));

export const handoversWaiting = () => offered.value.length;

/** @param {{station: string | null}} one */
const isHere = (one) => station.value === "" || one.station === station.value;

export async function loadHandovers() {
  const [handovers, overtime] = await Promise.all([read("/rosters/handovers"), read("/rosters/overtime")]);
  offered.value = handovers.rows.filter(isHere);
  late.value = overtime.rows.filter(isHere);
}

/** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event @param {Handover} one */
function accept(event, one) {
  event.preventDefault();
  const form = new FormData(event.currentTarget);
  const successor = String(form.get("successor") ?? "");
  const name = String(form.get("name") ?? "").trim();
  const body = successor ? { successor } : { name };
  return carryOut(
    () => write("POST", `/rosters/handovers/${one.id}/accept`, body),
    say("duty_page.handed_over", { incident: one.incident }),
  );
}

/** @param {{one: Handover}} props */
function Row({ one }) {
  const whose = one.name ?? one.volunteer ?? one.outgoing ?? "—";
  const next = present.value.filter((each) => each.volunteer !== one.volunteer && (!one.station || each.station === one.station));
  return (
    <li>
      <form onSubmit={(event) => void accept(event, one)}>
        <span class="with-mark">
          <Mark shape={HOURS.recorded} />
          <strong>{say("duty_page.handover", { incident: one.incident, name: whose })}</strong>
        </span>
        <span>
          {momentOf(one.offered_at)}
          {one.station && ` · ${nameOfStation(one.station)}`}
        </span>
        {one.volunteer === null ? (
          <input name="name" required maxLength={200} autoComplete="off" aria-label={say("duty_page.leader")} placeholder={say("duty_page.leader")} />
        ) : (
          <select name="successor" required aria-label={say("duty_page.successor")}>
            <option value="">{say("duty_page.successor")}</option>
            {next.map((each) => (
              <option key={each.volunteer} value={each.volunteer}>
                {each.name ?? each.volunteer} {each.volunteer}
              </option>
            ))}
          </select>
        )}
        <button type="submit" class="primary">
          {say("duty_page.accept")}
        </button>
      </form>
    </li>
  );
}

/** @param {{one: Overtime}} props */
function Late({ one }) {
  const name = present.value.find((each) => each.volunteer === one.volunteer)?.name ?? one.volunteer;
  const home = () =>
    carryOut(() => write("POST", `/rosters/overtime/${one.shift}/home`, {}), say("duty_page.is_home", { name }));
  return (
    <li>
      <span class="with-mark">
        <Mark shape={one.state === "going" ? STANDING.en_route : STANDING.returning} />
        {name} {say(`duty_page.late.${one.state}`, { at: momentOf(one.ends_at) })}
      </span>
      {one.state === "riding_home" && (
        <button type="button" onClick={() => void home()}>
          {say("duty_page.home")}
        </button>
      )}
    </li>
  );
}

export function Handovers() {
  return (
    <>
      {offered.value.length === 0 ? (
        <p class="empty">{say("duty_page.no_handovers")}</p>
      ) : (
        <ul class="handovers">
          {offered.value.map((one) => (
            <Row key={one.id} one={one} />
          ))}
        </ul>
      )}
      {late.value.length > 0 && (
        <ul class="handovers">
          {late.value.map((one) => (
            <Late key={one.shift} one={one} />
          ))}
        </ul>
      )}
    </>
  );
}
