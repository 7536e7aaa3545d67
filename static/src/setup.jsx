/** The first run, later the administrator's page: what a centre needs before its first call, and how far it is. */
import "../css/tokens.css";
import "../css/setup.css";
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { sentenceOf, write } from "./api.js";
import { OtherLanguage } from "./parts/otherlanguage.jsx";
import { Mark } from "./parts/shape.jsx";
import { Accounts, FirstAdministrator } from "./setup/accounts.jsx";
import { Records } from "./setup/records.jsx";
import { checklist, refresh } from "./setup/state.js";
import { startOf } from "./start.js";
import { dateOf, momentOf } from "./times.js";
import { say, startLanguage } from "./words.js";

/** @type {Record<string, import("./parts/shapes.js").Shape>} */
const SHAPES = {
  done: { path: "M3.5 12.5l6 6l11-13", hollow: true, tone: "--good" },
  todo: { path: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", hollow: true, tone: "--muted" },
  attention: { path: "M12 3l10 18h-20zM12 9v6M12 18v.5", hollow: true, tone: "--waiting" },
};
const RED = { .../** @type {import("./parts/shapes.js").Shape} */ (SHAPES.attention), tone: "--bad" };

const trouble = signal("");

/** @typedef {import("./setup/state.js").Checklist} Checklist */

/** Step → what it says; in the order of the page. @type {Record<keyof Checklist, (facts: Checklist) => any>} */
const STEPS = {
  administrator: ({ administrator }) => (
    <>
      <p>{say("setup.administrators", { n: administrator.count })}</p>
      {administrator.state === "attention" && <p>{say("setup.demo_passwords")}</p>}
    </>
  ),
  city: ({ city }) => <City city={city} />,
  stations: ({ stations }) => (
    <>
      <p>
        {say("setup.stations_count", { n: stations.count })} {say("setup.stations_first")}
      </p>
      <Records what="stations" />
    </>
  ),
  people: ({ people }) => <People people={people} />,
  accounts: ({ accounts }) => (
    <>
      {accounts.state !== "done" && <p>{say("setup.accounts_no_dispatcher")}</p>}
      <Accounts />
    </>
  ),
  alarms: ({ alarms }) => <Alarms alarms={alarms} />,
  backup: ({ backup }) => <Backup backup={backup} />,
  key: ({ key }) => (
    <>
      <p>{key.file === null ? say("setup.key_elsewhere") : say("setup.key_file", { file: key.file })}</p>
      {key.file !== null && (
        <Command hint={say("setup.copied_to")} lines={[`cp data/${key.file} /media/usb/fifteen-${key.file}`]} />
      )}
    </>
  ),
};
const NAMES = /** @type {(keyof Checklist)[]} */ (Object.keys(STEPS));

/** @param {{hint: string, lines: string[]}} props to copy into a terminal of the server */
function Command({ hint, lines }) {
  return (
    <>
      <p>{hint}</p>
      <pre>
        <code>{lines.join("\n")}</code>
      </pre>
    </>
  );
}

/** @param {{city: Checklist["city"]}} props */
function City({ city }) {
  const roads = Object.entries(city.modes).map(([mode, { km }]) => say("setup.mode_roads", { mode: say(`mode.${mode}`), km }));
  return (
    <>
      {city.fictional && <p>{say("setup.city_fictional")}</p>}
      <dl>
        <dt>{say("setup.city_name")}</dt>
        <dd>
          {city.title} ({city.name})
        </dd>
        <dt>{say("setup.city_date")}</dt>
        <dd>{city.date ?? say("setup.city_unknown_date")}</dd>
        <dt>{say("setup.city_licence")}</dt>
        <dd>{city.licence}</dd>
        <dt>{say("setup.city_size")}</dt>
        <dd>{say("setup.city_counts", { nodes: city.nodes, edges: city.edges, km: city.km })}</dd>
        <dt>{say("setup.roads_by_mode")}</dt>
        <dd>{roads.join(" · ")}</dd>
      </dl>
      <Command
        hint={say("setup.city_another")}
        lines={[
          ".venv/bin/dispatch city import chengdu.osm.pbf --name chengdu",
          ".venv/bin/dispatch serve --city chengdu --port 8000",
        ]}
      />
    </>
  );
}

/** @param {{people: Checklist["people"]}} props */
function People({ people }) {
  const teams = Object.entries(people.teams).map(([team, n]) => say("setup.team_count", { team: say(`team.${team}`), n }));
  return (
    <>
      <p>
        {say("setup.people_count", { n: people.count })} {people.count > 0 && teams.join(" · ")}
      </p>
      {people.fictional > 0 && <p>{say("setup.people_fictional", { n: people.fictional })}</p>}
      {people.without_phone > 0 && <p>{say("setup.people_without_phone", { n: people.without_phone })}</p>}
      <Records what="people" />
    </>
  );
}

/** @param {{alarms: Checklist["alarms"]}} props */
function Alarms({ alarms }) {
  return (
    <>
      {alarms.channels.length === 0 && <p>{say("setup.no_channel_here")}</p>}
      <ul>
        {alarms.channels.map(({ name, passed_at }) => (
          <li key={name}>
            {passed_at === null
              ? say("setup.channel_never", { name: say(`channel.${name}`) })
              : say("setup.channel_passed", { name: say(`channel.${name}`), at: momentOf(passed_at) })}
          </li>
        ))}
      </ul>
      {alarms.state !== "done" && <p class="banner alarm">{say("ui.no_channel")}</p>}
    </>
  );
}

/** @param {{backup: Checklist["backup"]}} props */
function Backup({ backup }) {
  const file = `fifteen-${dateOf(Date.now())}.backup`;
  return (
    <>
      <p>
        {backup.at === null
          ? say("setup.backup_never")
          : say("setup.backup_last", { at: momentOf(backup.at), file: backup.file, events: backup.events })}
      </p>
      {backup.state === "attention" && <p>{say("setup.backup_stale")}</p>}
      <Command hint={say("setup.backup_how")} lines={[`.venv/bin/dispatch backup ${file}`]} />
      <Command
        hint={say("setup.restore_how")}
        lines={[`.venv/bin/dispatch restore ${backup.file ?? file}`, ".venv/bin/dispatch log verify"]}
      />
      <p class="hint">{say("setup.same_database")}</p>
    </>
  );
}

/** @param {{step: keyof Checklist, facts: Checklist}} props shape, word and colour of how far it is */
function State({ step, facts }) {
  const state = facts[step].state;
  const shape = step === "alarms" && state === "attention" ? RED : SHAPES[state];
  return (
    <span class={`state ${state}`}>
      <Mark shape={shape} size={16} /> {say(`setup.state.${state}`)}
    </span>
  );
}

/** @param {{facts: Checklist}} props */
function Steps({ facts }) {
  return (
    <>
      <nav aria-label={say("setup.steps")}>
        <ol>
          {NAMES.map((step, at) => (
            <li key={step}>
              <a href={`#${step}`}>
                <span>
                  {at + 1}. {say(`setup.step.${step}`)}
                </span>
                <State step={step} facts={facts} />
              </a>
            </li>
          ))}
        </ol>
      </nav>
      <div class="steps">
        {NAMES.map((step, at) => (
          <section key={step} id={step} class="step" aria-labelledby={`${step}-title`}>
            <header>
              <h2 id={`${step}-title`}>
                {at + 1}. {say(`setup.step.${step}`)}
              </h2>
              <State step={step} facts={facts} />
            </header>
            {STEPS[step](facts)}
          </section>
        ))}
      </div>
    </>
  );
}

async function logOut() {
  await write("POST", "/logout").catch(() => undefined);
  location.assign("/login");
}

function Page() {
  const first = startOf().first_run === true;
  return (
    <main class={first ? "setup first" : "setup"}>
      <header class="head">
        <div>
          <h1>{say("setup.title")}</h1>
          <p>{say("setup.lead")}</p>
        </div>
        <OtherLanguage />
        {!first && <a href="/reports">{say("ui.report")}</a>}
        {!first && (
          <button type="button" class="quiet" onClick={logOut}>
            {say("ui.log_out")}
          </button>
        )}
      </header>
      <p class="trouble" role="alert">
        {trouble.value}
      </p>
      {first && <FirstAdministrator steps={NAMES.slice(1)} />}
      {checklist.value && <Steps facts={checklist.value} />}
    </main>
  );
}

startLanguage(startOf().language);
effect(() => {
  document.title = `${say("ui.product")} · ${say("setup.title")}`;
});
render(<Page />, /** @type {HTMLElement} */ (document.getElementById("page")));
if (startOf().first_run !== true) refresh().catch((error) => (trouble.value = sentenceOf(error)));
