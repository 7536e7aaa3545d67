/** On duty from the phone: by the code that the station's tablet shows, scanned or typed, or by where the phone is. */
import { signal } from "@preact/signals";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { declare } from "./acts.js";
import { pending, sent } from "./outbox.js";
import { where } from "./position.js";
import { me, phone } from "./state.js";

const KINDS = ["first_aid", "aed", "radio"];
const STANDBY_MIN = [5, 10, 20, 30];
const PATIENCE_MS = 5_000;

const asked = new URLSearchParams(location.search);
/** What was scanned. */
const scanned = signal(/** @type {{station: string, code: string | null} | null} */ (null));
const chosen = signal(/** @type {string | null} */ (null));
const code = signal("");
const kit = signal(/** @type {readonly string[]} */ ([]));
const radio = signal(false);
const note = signal("");
const standby = signal(0);
const busy = signal(false);

/** What a station's code led here with; the address is cleared, so that opened again it does not show an old code. */
export function readScan() {
  const station = asked.get("station");
  if (!station) return;
  scanned.value = { station, code: asked.get("code") };
  history.replaceState(null, "", location.pathname);
}

const duty = () => phone.value?.shift ?? null;
/** @param {string | null | undefined} id */
const nameOf = (id) => duty()?.stations.find((one) => one.id === id)?.name ?? id ?? "";
const station = () => scanned.value?.station ?? chosen.value ?? duty()?.likely ?? duty()?.stations[0]?.id ?? "";

/** What was said here of one's duty and is not in the server's last answer. */
const said = () =>
  [...sent.value, ...pending.value].findLast((one) => one.path.startsWith("/duty/") && one.volunteer === me.value) ?? null;

async function checkIn() {
  if (busy.value) return;
  busy.value = true;
  const shown = scanned.value?.code ?? code.value.replace(/\s/g, "");
  // A code is proof enough: nobody is asked for their place on top. Without one the place has to say it.
  const position = standby.value > 0 && !shown ? null : await where(PATIENCE_MS, Boolean(shown));
  const body = {
    station: station(),
    kit: kit.value,
    radio: radio.value,
    ...(shown ? { code: shown } : {}),
    ...(position ? { position } : {}),
    ...(note.value.trim() ? { note: note.value.trim() } : {}),
    ...(standby.value > 0 ? { standby: { delay_s: standby.value * 60 } } : {}),
  };
  declare("/duty/check-in", body, say("phone.check_in"));
  busy.value = false;
  scanned.value = null;
  code.value = note.value = "";
}

function checkOut() {
  const body = { station: duty()?.present?.station ?? said()?.body.station, ...(note.value.trim() ? { note: note.value.trim() } : {}) };
  declare("/duty/check-out", body, say("phone.check_out"));
  note.value = "";
}

function Place() {
  if (scanned.value) {
    return (
      <p class="place">
        <b>{nameOf(scanned.value.station)}</b> {scanned.value.code && <span>✓ {say("phone.scanned")}</span>}
      </p>
    );
  }
  return (
    <>
      <label class="field">
        <span>{say("phone.station")}</span>
        <select value={station()} onChange={(event) => (chosen.value = event.currentTarget.value)}>
          {(duty()?.stations ?? []).map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{say("phone.station_code")}</span>
        <input
          inputMode="numeric"
          autoComplete="off"
          maxLength={9}
          value={code.value}
          onInput={(event) => (code.value = event.currentTarget.value)}
        />
      </label>
    </>
  );
}

/** @param {{label: string}} props */
function Note({ label }) {
  return (
    <label class="field">
      <span>{label}</span>
      <textarea rows={2} maxLength={1000} value={note.value} onInput={(event) => (note.value = event.currentTarget.value)} />
    </label>
  );
}

function More() {
  /** @param {string} kind */
  const turn = (kind) => (kit.value = kit.value.includes(kind) ? kit.value.filter((one) => one !== kind) : [...kit.value, kind]);
  return (
    <details class="more">
      <summary>{say("phone.check_in_more")}</summary>
      <div>
        {KINDS.map((kind) => (
          <label key={kind} class="choice">
            <input type="checkbox" checked={kit.value.includes(kind)} onChange={() => turn(kind)} />
            {say(`kit_kind.${kind}`)}
          </label>
        ))}
        <label class="choice">
          <input type="checkbox" checked={radio.value} onChange={() => (radio.value = !radio.value)} />
          {say("phone.radio_works")}
        </label>
        <label class="field">
          <span>{say("phone.standby")}</span>
          <select value={standby.value} onChange={(event) => (standby.value = Number(event.currentTarget.value))}>
            <option value={0}>{say("phone.standby_no")}</option>
            {STANDBY_MIN.map((minutes) => (
              <option key={minutes} value={minutes}>
                {say("phone.standby_in", { m: minutes })}
              </option>
            ))}
          </select>
        </label>
        <Note label={say("ui.note")} />
      </div>
    </details>
  );
}

/** What became of a check-in that was doubted. */
function Doubted() {
  const held = duty()?.doubted;
  if (!held || !["open", "rejected"].includes(held.state) || said() !== null) return null;
  const why = held.doubts.map((doubt) => say(`doubt.${doubt}`)).join(say("held_comma"));
  const words = held.state === "open" ? "phone.held_open" : "phone.held_rejected";
  return (
    <p class={`banner ${held.state === "open" ? "waiting" : "bad"}`} role="status">
      <b>{nameOf(held.station)}</b> {momentOf(held.at)}：{say(words)}（{held.reason ?? why}）
    </p>
  );
}

function Present() {
  const here = duty()?.present;
  if (!here) return null;
  return (
    <section class="checkin" aria-label={say("phone.check_out")}>
      <p class="in" role="status">
        ✓ {say("phone.checked_in", { station: here.name })}{" "}
        <small>
          {here.until ? `${momentOf(here.since)} – ${momentOf(here.until)}` : say("phone.since_at", { at: momentOf(here.since) })}
        </small>
      </p>
      <details class="more">
        <summary>{say("phone.check_out")}</summary>
        <div>
          <Note label={say("phone.handover_note")} />
          <button type="button" class="primary" onClick={checkOut}>
            {say("phone.check_out")}
          </button>
        </div>
      </details>
    </section>
  );
}

export function CheckIn() {
  if (duty() === null) return null;
  const last = said();
  if (last !== null) {
    const waits = pending.value.includes(last);
    const leaving = last.path.endsWith("out");
    return (
      <section class="checkin">
        <p class="in" role="status">
          {say(leaving ? "phone.checking_out" : "phone.checking_in", { station: nameOf(last.body.station) })}
          {waits && <em class="unsent">{say("phone.unsent")}</em>}
        </p>
      </section>
    );
  }
  if (duty()?.present && scanned.value === null) return <Present />;
  return (
    <section class="checkin" aria-label={say("phone.check_in")}>
      <Doubted />
      <Place />
      <button type="button" class="big yes" disabled={busy.value} onClick={() => void checkIn()}>
        {say("phone.check_in")}
      </button>
      <More />
    </section>
  );
}
