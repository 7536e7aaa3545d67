import "../css/tokens.css";
import "../css/login.css";
import { signal } from "@preact/signals";
import { render } from "preact";
import { sentenceOf, write } from "./api.js";
import { OtherLanguage } from "./parts/otherlanguage.jsx";
import { startOf } from "./start.js";
import { say, startLanguage } from "./words.js";

/** Where the server may have meant to send somebody: pages of ours, never another site. */
const ONWARD = /^\/(v|station)(\?|$)/;
const login = signal("");
const password = signal("");
const refusal = signal("");
const busy = signal(false);

async function enter() {
  busy.value = true;
  refusal.value = "";
  try {
    await write("POST", "/login", { login: login.value.trim(), password: password.value });
    const asked = new URLSearchParams(location.search);
    const alert = asked.get("alert");
    const next = asked.get("next") ?? "";
    // From / the server sends each role to where it works; a message led to an alert, a station's code to its check-in.
    location.assign(alert ? `/v?alert=${encodeURIComponent(alert)}` : ONWARD.test(next) ? next : "/");
  } catch (error) {
    refusal.value = sentenceOf(error);
    busy.value = false;
  }
}

/** @param {{demo: NonNullable<ReturnType<typeof startOf>["demo_logins"]>}} props */
function DemoLogins({ demo }) {
  if (demo.length === 0) return null;
  return (
    <section class="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{say("ui.demo_logins")}</h2>
      <ul>
        {demo.map((one) => (
          <li key={one.login}>
            <button
              type="button"
              onClick={() => {
                login.value = one.login;
                password.value = one.password;
                void enter();
              }}
            >
              <b>{say(`role_name.${one.role}`)}</b>
              <span>
                {one.login} / {one.password}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Login() {
  return (
    <main class="login">
      <header>
        <svg width="44" height="44" viewBox="0 0 32 32" aria-hidden="true">
          <circle cx="16" cy="16" r="13" fill="none" stroke="var(--line-strong)" stroke-width="3" />
          <path d="M16 3a13 13 0 0 1 13 13" fill="none" stroke="var(--accent)" stroke-width="3" stroke-linecap="round" />
          <circle cx="16" cy="16" r="3.5" fill="var(--accent)" />
        </svg>
        <div>
          <h1>{say("ui.product")}</h1>
          <p>{say("ui.motto")}</p>
        </div>
        <OtherLanguage />
      </header>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <label class="field">
          <span>{say("ui.login")}</span>
          <input
            required
            autoComplete="username"
            autoCapitalize="none"
            value={login.value}
            onInput={(event) => (login.value = event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{say("ui.password")}</span>
          <input
            required
            type="password"
            autoComplete="current-password"
            value={password.value}
            onInput={(event) => (password.value = event.currentTarget.value)}
          />
        </label>
        <p class="trouble" role="alert">
          {refusal.value}
        </p>
        <button type="submit" class="primary" disabled={busy.value}>
          {say("ui.log_in")}
        </button>
      </form>
      <DemoLogins demo={startOf().demo_logins ?? []} />
    </main>
  );
}

startLanguage(startOf().language);
render(<Login />, /** @type {HTMLElement} */ (document.getElementById("page")));
