/** Accounts: the first administrator, then everybody's. */
import { useState } from "preact/hooks";
import { sentenceOf, write } from "../api.js";
import { say } from "../words.js";
import { accounts, me, refresh, stations } from "./state.js";

const ROLES = ["dispatcher", "duty_officer", "volunteer", "planner", "auditor", "admin"];

/**
 * Login and password, as every form here begins.
 *
 * @param {{name: string}} props
 */
function Credentials({ name }) {
  return (
    <>
      <label class="field">
        <span>{say("ui.login")}</span>
        <input
          name="login"
          required
          pattern="[a-z0-9][a-z0-9._\-]{1,31}"
          autoComplete={name === "first" ? "username" : "off"}
          autoCapitalize="none"
          aria-describedby={`${name}-login`}
        />
        <small class="hint" id={`${name}-login`}>
          {say("setup.login_hint")}
        </small>
      </label>
      <label class="field">
        <span>{say("ui.password")}</span>
        <input
          name="password"
          type="password"
          required
          minLength={8}
          maxLength={200}
          autoComplete="new-password"
          aria-describedby={`${name}-password`}
        />
        <small class="hint" id={`${name}-password`}>
          {say("setup.password_hint")}
        </small>
      </label>
    </>
  );
}

/**
 * A form that writes once and says what was refused. `said` makes the body of its fields.
 *
 * @param {{path: string, said: (fields: Record<string, string>) => unknown, done: () => unknown, button: string,
 *   children: import("preact").ComponentChildren}} props
 */
function Form({ path, said, done, button, children }) {
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);

  /** @param {HTMLFormElement} form */
  async function submit(form) {
    setBusy(true);
    setTrouble("");
    const fields = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form).entries()));
    try {
      await write("POST", path, said(fields));
      form.reset();
      await done();
    } catch (error) {
      setTrouble(sentenceOf(error));
    }
    setBusy(false);
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <div class="fields">{children}</div>
      <p class="trouble" role="alert">
        {trouble}
      </p>
      <button type="submit" class="primary" disabled={busy}>
        {button}
      </button>
    </form>
  );
}

/** @param {{steps: string[]}} props what comes after it */
export function FirstAdministrator({ steps }) {
  return (
    <section class="step" aria-labelledby="first-title">
      <h2 id="first-title">{say("setup.first")}</h2>
      <p>{say("setup.first_hint")}</p>
      <Form
        path="/setup/administrator"
        button={say("setup.create")}
        said={({ code, login, password }) => ({ code, login, password })}
        done={() => location.assign("/setup")}
      >
        <label class="field">
          <span>{say("setup.code")}</span>
          <input name="code" required autoComplete="one-time-code" autoCapitalize="characters" spellcheck={false} />
        </label>
        <Credentials name="first" />
      </Form>
      <p class="hint">{say("setup.later", { steps: steps.map((step) => say(`setup.step.${step}`)).join("、") })}</p>
    </section>
  );
}

export function Accounts() {
  const [role, setRole] = useState("dispatcher");
  const [trouble, setTrouble] = useState("");

  /** @param {string} login */
  async function lock(login) {
    if (!confirm(say("setup.lock_sure", { login }))) return;
    setTrouble("");
    await write("DELETE", `/accounts/${login}`)
      .then(refresh)
      .catch((error) => setTrouble(sentenceOf(error)));
  }

  return (
    <>
      <p>{say("setup.accounts_lead")}</p>
      <Form
        path="/accounts"
        button={say("setup.create")}
        said={({ login, password, station, volunteer }) => ({
          login,
          password,
          role,
          ...(role === "duty_officer" ? { station } : {}),
          ...(role === "volunteer" ? { volunteer } : {}),
        })}
        done={refresh}
      >
        <label class="field">
          <span>{say("setup.role")}</span>
          <select value={role} onChange={(event) => setRole(event.currentTarget.value)}>
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {say(`role_name.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <Credentials name="account" />
        {role === "duty_officer" && (
          <label class="field">
            <span>{say("ui.station")}</span>
            <select name="station" required>
              {stations.value.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.id} {one.name}
                </option>
              ))}
            </select>
          </label>
        )}
        {role === "volunteer" && (
          <label class="field">
            <span>{say("setup.volunteer")}</span>
            <input name="volunteer" required autoComplete="off" />
          </label>
        )}
      </Form>
      <p class="trouble" role="alert">
        {trouble}
      </p>
      <table>
        <caption>{say("setup.accounts_list")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("ui.login")}</th>
            <th scope="col">{say("setup.role")}</th>
            <th scope="col">{say("setup.belongs")}</th>
            <th scope="col">{say("setup.account_state")}</th>
          </tr>
        </thead>
        <tbody>
          {accounts.value.map((one) => (
            <tr key={one.login}>
              <th scope="row">{one.login}</th>
              <td>{say(`role_name.${one.role}`)}</td>
              <td>{one.station ?? one.volunteer ?? "—"}</td>
              <td>
                {say(one.disabled_at === null ? "setup.can_log_in" : "setup.locked")}{" "}
                {one.disabled_at === null && me.value !== `${one.role}:${one.login}` && (
                  <button
                    type="button"
                    class="danger small"
                    aria-label={say("setup.lock_one", { login: one.login })}
                    onClick={() => lock(one.login)}
                  >
                    {say("setup.lock")}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
