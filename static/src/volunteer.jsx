/** The volunteer's phone page: asked, going, there, done. No map, no socket: short requests that survive bad radio. */
import "../css/tokens.css";
import "../css/volunteer.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { write } from "./api.js";
import { OtherLanguage } from "./parts/otherlanguage.jsx";
import { armed } from "./parts/tones.js";
import { Afterwards } from "./phone/afterwards.jsx";
import { listen, soundOn } from "./phone/alarm.js";
import { AskedCard } from "./phone/asked.jsx";
import { stayAwake } from "./phone/awake.js";
import { CheckIn, readScan } from "./phone/checkin.jsx";
import { GoingCard } from "./phone/going.jsx";
import { CallDesk, Panic } from "./phone/help.jsx";
import { OwnHours } from "./phone/hours.jsx";
import { mark, pending, refused } from "./phone/outbox.js";
import { locate, purpose, share, sharing, trouble } from "./phone/position.js";
import { ahead, asked, begin, follow, forget, heardAt, loggedOut, phone, ringing, tasks } from "./phone/state.js";
import { startOf } from "./start.js";
import { clockOf, lasting, now, tick } from "./times.js";
import { say, startLanguage } from "./words.js";

const STALE_AFTER_S = 20;
const CLOCK_OFF_MS = 120_000;
const OVER = new Set(["over", "not_yours", "unknown", "withdrawn", "accepted", "declined", "failed"]);

function Bar() {
  const owner = phone.value?.owner;
  return (
    <header class="bar">
      <b>{owner?.name ?? owner?.id ?? say("ui.product")}</b>
      {owner && <span class={`duty ${owner.duty}`}>{say(`duty.${owner.duty}`)}</span>}
      <time>{clockOf(now.value)}</time>
      <button type="button" class="quiet" aria-pressed={soundOn.value} onClick={() => (soundOn.value = !soundOn.value)}>
        {say(soundOn.value ? "phone.sound_on" : "phone.sound_off")}
      </button>
      <OtherLanguage />
    </header>
  );
}

/** What was done here and has not arrived, and what was refused, each with its reason. */
function Waiting() {
  return (
    <>
      {pending.value.length > 0 && (
        <p class="banner waiting" role="status">
          {say("phone.waiting", { n: pending.value.length })}
        </p>
      )}
      {refused.value.length > 0 && (
        <section class="banner bad" role="alert">
          <ul>
            {refused.value.map((one) => (
              <li key={one.key}>
                <b>{one.said}</b>（{clockOf(one.at)}）：{one.sentence}
              </li>
            ))}
          </ul>
          <button type="button" onClick={() => mark([])}>
            {say("phone.understood")}
          </button>
        </section>
      )}
    </>
  );
}

function Banners() {
  void now.value; // silence grows with the clock
  const silence = heardAt.value === 0 ? Infinity : (Date.now() - heardAt.value) / 1000;
  const link = phone.value?.link;
  return (
    <>
      {loggedOut.value && (
        <p class="banner bad" role="alert">
          {say("phone.logged_out")} <a href="/login">{say("ui.log_in")}</a>
        </p>
      )}
      {link && OVER.has(link.state) && (
        <p class="banner waiting" role="status">
          {say(`phone.link.${link.state}`)}
        </p>
      )}
      {silence > STALE_AFTER_S && !loggedOut.value && (
        <p class="banner bad" role="alert">
          {heardAt.value === 0 ? say("phone.from_memory") : say("ui.no_connection")}
        </p>
      )}
      {Math.abs(ahead.value) > CLOCK_OFF_MS && (
        <p class="banner waiting" role="status">
          {say(ahead.value > 0 ? "phone.clock_slow" : "phone.clock_fast", { time: lasting(Math.abs(ahead.value) / 1000) })}
        </p>
      )}
      <Waiting />
      {soundOn.value && !armed.value && <p class={`banner tap ${ringing.value.length > 0 ? "bad" : ""}`}>{say("phone.tap_for_sound")}</p>}
    </>
  );
}

/** Whether the phone tells where it is, why, and the switch. */
function Position() {
  if (purpose.value === null) return null;
  const words = sharing.value ? `phone.position.on.${purpose.value}` : `phone.position.off.${purpose.value}`;
  return (
    <section class="position">
      <p>{sharing.value && trouble.value ? <b>{say(`phone.position.${trouble.value}`)}</b> : say(words)}</p>
      <button type="button" role="switch" aria-checked={sharing.value} onClick={() => share(!sharing.value)}>
        {say(sharing.value ? "phone.position.stop" : "phone.position.share")}
      </button>
    </section>
  );
}

async function leave() {
  if (pending.value.length > 0 && !confirm(say("phone.leave_sure", { n: pending.value.length }))) return;
  await write("POST", "/logout").catch(() => undefined);
  forget();
  location.assign("/login");
}

function Page() {
  const going = tasks.value;
  const calls = asked.value;
  const leaving = phone.value?.alarms_leave ?? startOf().alarms_leave;
  return (
    <main class="volunteer">
      <h1 class="visually-hidden">{say("ui.product")}</h1>
      <Bar />
      <Banners />
      <div aria-live="assertive">
        {going.map((task) => (
          <GoingCard key={`a${task.alert}`} task={task} />
        ))}
        {calls.map((one) => (
          <AskedCard key={`w${one.alert.id}`} asked={one} />
        ))}
      </div>
      {going.length === 0 && <CheckIn />}
      <Afterwards />
      {going.length === 0 && phone.value?.owner && <OwnHours />}
      {going.length === 0 && phone.value?.owner && (
        <a class="shifts" href="/roster">
          {say("hours_own.shifts")}
        </a>
      )}
      {going.length === 0 && calls.length === 0 && <p class="empty">{say("ui.nothing_asked")}</p>}
      {leaving === false && <p class="banner alarm">{say("phone.no_channel")}</p>}
      <Position />
      {going.length === 0 && <CallDesk />}
      <Panic />
      <button type="button" class="quiet" onClick={() => void leave()}>
        {say("ui.log_out")}
      </button>
    </main>
  );
}

/** So that the page opens again where there is no signal; only where the connection can be trusted. */
function keepPage() {
  if ("serviceWorker" in navigator && isSecureContext) void navigator.serviceWorker.register("/phone-worker.js", { scope: "/v" });
}

// As the phone is set: in the sun a dark page cannot be read.
document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
startLanguage(startOf().language);
begin();
readScan();
tick();
effect(() => {
  document.title = ringing.value.length > 0 ? `● ${say("phone.asked")}` : say("ui.product");
});
render(<Page />, /** @type {HTMLElement} */ (document.getElementById("page")));
listen();
locate();
stayAwake(() => tasks.value.length > 0);
void follow().then(keepPage);
addEventListener("online", () => void follow());
document.addEventListener("visibilitychange", () => document.hidden || void follow());
