/** Somebody goes: where to, how to get in, the next step in one large button, and help when they are stuck. */
import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { read, sentenceOf } from "../api.js";
import { lineOf } from "../console/finding.js";
import { keep, kept } from "../kept.js";
import { clockOf } from "../times.js";
import { known, say } from "../words.js";
import { tell } from "./acts.js";
import { FetchTheAed } from "./aed.jsx";
import { Help } from "./help.jsx";
import { Ambulance, Fact, Hazards, What } from "./parts.jsx";
import { CareButtons, SlipForm } from "./slip.jsx";

/** @typedef {import("./state.js").Task} Task */
/** @typedef {{gate: number, code: string | null, phone: string | null, note: string | null}} Secret */

/** What may be next, the likeliest first. @type {Record<string, string[]>} */
const NEXT = {
  assigned: ["en_route", "on_scene"],
  en_route: ["on_scene"],
  on_scene: ["engaged", "handed_over"],
  engaged: ["handed_over"],
  handed_over: ["cleared"],
  returning: ["cleared"],
  lost_contact: ["en_route", "on_scene"],
};
const STEPS = ["en_route", "on_scene", "engaged", "handed_over"];
const THERE = new Set(["on_scene", "engaged", "handed_over"]);
const MAPS = ["amap", "baidu", "tencent"];

/** What opens the gates, by assignment: kept, since the gate is where the signal ends. */
const secrets = signal(/** @type {{assignment: number, gates: Secret[]} | null} */ (JSON.parse(kept("gates") ?? "null")));
effect(() => keep("gates", secrets.value && JSON.stringify(secrets.value)));
const callers = signal(/** @type {Record<number, {phone: string | null, trouble: string}>} */ ({}));

/** @param {Task} task */
const isMedical = ({ incident }) => ["medical", "traffic"].includes(incident.type);

/** "At the patient" of a fire is at work. @param {Task} task @param {string} progress */
function wordOf(task, progress) {
  const own = `phone.step.${progress}.other`;
  return !isMedical(task) && known(own) ? say(own) : say(`phone.step.${progress}`);
}

/** @param {{task: Task}} props */
function Correction({ task }) {
  if (task.correction === null) return null;
  const seen = () => tell(task, "correction", { correction: task.correction }, say("phone.correction_read"));
  return (
    <div class="over" role="alertdialog" aria-modal="true" aria-labelledby="correction-title">
      <div>
        <h2 id="correction-title">{say("phone.corrected")}</h2>
        <p class="address">{lineOf(task.incident) ?? say("ui.place_unknown")}</p>
        <button type="button" class="big yes" ref={(button) => button?.focus()} onClick={seen}>
          {say("phone.correction_read")}
        </button>
      </div>
    </div>
  );
}

/** @param {{task: Task}} props */
function WayIn({ task }) {
  const { told, assignment } = task;
  const coded = (told?.gates ?? []).some((gate) => gate.code || gate.guard);
  const mine = secrets.value?.assignment === assignment ? secrets.value?.gates : undefined;
  useEffect(() => {
    if (!coded || assignment === null || mine) return;
    read(`/assignments/${assignment}/gates`).then(
      ({ gates }) => (secrets.value = { assignment, gates }),
      () => undefined, // the next look at the page asks again
    );
  }, [coded, assignment, told]);
  if (!told || (told.gates.length === 0 && told.doors.length === 0 && !told.compound)) return null;
  return (
    <>
      <Fact term={say("phone.way_in")}>
        <ul class="gates">
          {told.compound && <li>{told.compound}</li>}
          {told.gates.map((gate) => {
            const its = mine?.find((one) => one.gate === gate.id);
            return (
              <li key={`${gate.id} ${gate.name}`}>
                <b>{gate.name || say("phone.gate")}</b> {say(gate.open ? "phone.gate_open" : "phone.gate_shut")}
                {its?.code && <strong> {say("phone.code", { code: its.code })}</strong>}
                {its?.note && ` · ${its.note}`}
                {its?.phone && (
                  <a class="button" href={`tel:${its.phone}`}>
                    {say("phone.call_guard")}
                  </a>
                )}
              </li>
            );
          })}
          {told.doors.map((door) => (
            <li key={door.name}>
              {door.name || say("phone.door")}
              {door.note && ` · ${door.note}`}
            </li>
          ))}
        </ul>
      </Fact>
    </>
  );
}

/** @param {{task: Task}} props */
function RingBack({ task }) {
  const { assignment, told } = task;
  if (!told?.caller || assignment === null) return null;
  const known = callers.value[assignment];
  async function look() {
    try {
      const { phone } = await read(`/assignments/${assignment}/caller`);
      callers.value = { ...callers.value, [Number(assignment)]: { phone, trouble: "" } };
      if (phone) location.href = `tel:${phone}`;
    } catch (error) {
      callers.value = { ...callers.value, [Number(assignment)]: { phone: null, trouble: sentenceOf(error) } };
    }
  }
  if (known?.phone) {
    return (
      <a class="button" href={`tel:${known.phone}`}>
        {say("phone.ring_caller")} {known.phone}
      </a>
    );
  }
  return (
    <>
      <button type="button" onClick={() => void look()}>
        {say("phone.ring_caller")} <small>{say("phone.look_kept")}</small>
      </button>
      {known?.trouble && <p class="trouble">{known.trouble}</p>}
    </>
  );
}

/** How far they are, in a row that is read at a glance. @param {{task: Task}} props */
function Steps({ task }) {
  const reached = STEPS.indexOf(task.progress);
  const times = task.told?.assignment.times ?? {};
  return (
    <ol class="steps">
      {STEPS.map((step, index) => (
        <li key={step} class={index <= reached ? "done" : ""} aria-current={index === reached ? "step" : undefined}>
          <span>
            {index <= reached ? "✓ " : ""}
            {wordOf(task, step)}
          </span>
          <small>{times[step] ? clockOf(times[step]) : ""}</small>
        </li>
      ))}
    </ol>
  );
}

/** @param {{task: Task}} props */
export function GoingCard({ task }) {
  const { incident, told } = task;
  const next = NEXT[task.progress] ?? [];
  const address = lineOf(incident);
  return (
    <article class="going" aria-label={say("phone.going")}>
      <Correction task={task} />
      <What incident={incident} />
      <p class="progress" aria-live="polite">
        {say(`progress.${task.progress}`)} · {say(`role.${task.role}`)}
        {task.unsent && <em class="unsent">{say("phone.unsent")}</em>}
      </p>
      <Hazards incident={incident} />
      {incident.lead && <p class="lead">★ {say("safety.lead", { name: incident.lead.name ?? incident.lead.volunteer })}</p>}
      <p class="address">{address ?? (told ? say("ui.place_unknown") : [...task.where, say("phone.address_later")].join(" "))}</p>
      <dl>
        {incident.note && (
          <Fact term={say("ui.note")}>
            <span class="note">{incident.note}</span>
          </Fact>
        )}
        {told?.fetch && !THERE.has(task.progress) && <FetchTheAed fetch={told.fetch} />}
        <WayIn task={task} />
      </dl>
      <Ambulance told={incident.ambulance} />
      {told && Object.keys(told.links).length > 0 && !THERE.has(task.progress) && (
        <nav class="maps" aria-label={say("phone.navigate")}>
          {MAPS.map((map) => (
            <a key={map} class="button" href={told.links[map]} target="_blank" rel="noreferrer noopener">
              {say(`phone.map.${map}`)}
            </a>
          ))}
        </nav>
      )}
      <Steps task={task} />
      {next.map((progress, index) => (
        <button
          key={progress}
          type="button"
          class={`big ${index === 0 ? "yes" : ""}`}
          onClick={() => tell(task, "progress", { progress }, wordOf(task, progress))}
        >
          {wordOf(task, progress)}
        </button>
      ))}
      {THERE.has(task.progress) && isMedical(task) && <CareButtons task={task} />}
      {THERE.has(task.progress) && isMedical(task) && <SlipForm task={task} />}
      <RingBack task={task} />
      <Help task={task} />
      {["assigned", "en_route"].includes(task.progress) && (
        <button
          type="button"
          class="big no"
          onClick={() => tell(task, "progress", { progress: "withdrawn" }, say("ui.i_report.withdrawn"))}
        >
          {say("ui.i_report.withdrawn")}
        </button>
      )}
    </article>
  );
}
