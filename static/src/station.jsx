/** The tablet that lies at a station around the clock: who is here, check-in, the code of the moment, and the alarm. */
import "../css/tokens.css";
import "../css/station.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { OtherLanguage } from "./parts/otherlanguage.jsx";
import { armAtTouch, armed } from "./parts/tones.js";
import { stayAwake } from "./phone/awake.js";
import { mark, refused } from "./phone/outbox.js";
import { QrCode } from "./station/qr.jsx";
import { Desk, told, typeAnywhere } from "./station/desk.jsx";
import { Expected, Handover, Held, Here, Refusals } from "./station/people.jsx";
import { Calls, listen } from "./station/ring.jsx";
import { barred, begin, calls, code, follow, heardAt, loggedOut, station, tablet, unsent } from "./station/state.js";
import { startOf } from "./start.js";
import { clockOf, dateOf, now, tick, weekdayOf } from "./times.js";
import { say, startLanguage } from "./words.js";

const STALE_AFTER_S = 20;

function Bar() {
  return (
    <header class="bar">
      <h1>{tablet.value?.station.name ?? say("tablet.title")}</h1>
      <time>
        <b>{clockOf(now.value)}</b>
        <span>
          {dateOf(now.value)} {weekdayOf(now.value)}
        </span>
      </time>
      <OtherLanguage />
    </header>
  );
}

function Banners() {
  void now.value; // silence grows with the clock
  const silence = heardAt.value === 0 ? Infinity : (Date.now() - heardAt.value) / 1000;
  const next = encodeURIComponent(`/station${location.search}`);
  return (
    <>
      {station.value === null && (
        <p class="banner bad" role="alert">
          {say("tablet.no_station")}
        </p>
      )}
      {loggedOut.value && (
        <p class="banner bad" role="alert">
          {say("phone.logged_out")} <a href={`/login?next=${next}`}>{say("ui.log_in")}</a>
        </p>
      )}
      {barred.value && (
        <p class="banner bad" role="alert">
          {barred.value}
        </p>
      )}
      {silence > STALE_AFTER_S && !loggedOut.value && !barred.value && station.value !== null && (
        <p class="banner bad" role="alert">
          {say("tablet.offline")}
        </p>
      )}
      {unsent.value > 0 && (
        <p class="banner waiting" role="status">
          {say("phone.waiting", { n: unsent.value })}
        </p>
      )}
      <Refusals entries={refused.value} understood={() => mark([])} />
      {!armed.value && <p class={`banner tap ${calls.value.length > 0 ? "bad" : ""}`}>{say("tablet.tap_for_sound")}</p>}
      <p class="told" role="status">
        {told.value}
      </p>
    </>
  );
}

/** The code to scan or to type: it leads a phone to its own check-in here. */
function Code() {
  const shown = code.value;
  const name = tablet.value?.station.id;
  if (!shown || !name) return <p class="hint">{say("tablet.not_paired")}</p>;
  const link = `${location.origin}/v?station=${encodeURIComponent(name)}&code=${shown.digits}`;
  return (
    <section class="code" aria-label={say("tablet.code")}>
      <a href={link} tabIndex={-1} class="qr-link" onClick={(event) => event.preventDefault()}>
        <QrCode text={link} label={say("tablet.scan")} />
      </a>
      <p>{say("tablet.scan")}</p>
      <output class="digits">
        {shown.digits.slice(0, 4)} {shown.digits.slice(4)}
      </output>
      <p class="hint">{say("tablet.code_left", { s: shown.left_s })}</p>
    </section>
  );
}

function Page() {
  return (
    <main class="station">
      <Bar />
      <Calls />
      <div class="banners">
        <Banners />
      </div>
      <div class="left">
        <Code />
        <Handover />
      </div>
      <div class="middle">
        <Desk />
        <Held />
        <Here />
        <Expected />
      </div>
    </main>
  );
}

/** So that the page opens again where there is no signal; only where the connection can be trusted. */
function keepPage() {
  if ("serviceWorker" in navigator && isSecureContext) void navigator.serviceWorker.register("/station-worker.js", { scope: "/station" });
}

document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
startLanguage(startOf().language);
begin();
tick();
effect(() => {
  document.title = calls.value.length > 0 ? `● ${say("tablet.ringing")}` : `${tablet.value?.station.name ?? ""} ${say("tablet.title")}`;
});
render(<Page />, /** @type {HTMLElement} */ (document.getElementById("page")));
armAtTouch();
listen();
stayAwake(() => true);
document.addEventListener("keydown", typeAnywhere, { capture: true });
void follow().then(keepPage);
addEventListener("online", () => void follow());
document.addEventListener("visibilitychange", () => document.hidden || void follow());
