/** What is asked: how many minutes, counted from when, how people travel, whom, when, in what weather. */
import { say } from "../words.js";
import { BroughtDemand } from "./brought.jsx";
import { ask, question, today } from "./state.js";

const MODES = ["walk", "ebike", "car"];
const WEATHERS = ["clear", "light_rain", "heavy_rain"];
const DAYS = [0, 1, 2, 3, 4, 5, 6];

/** @param {{name: string, value: string, options: [string, string][], onPick: (value: string) => void}} props */
function Choice({ name, value, options, onPick }) {
  return (
    <label class="field">
      <span>{name}</span>
      <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map(([code, word]) => (
          <option key={code} value={code}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

/** @param {{name: string, on: boolean, onPick: (on: boolean) => void}} props */
function Switch({ name, on, onPick }) {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={(event) => onPick(event.currentTarget.checked)} /> {name}
    </label>
  );
}

/** Empty: nothing. @param {string} text @param {number} least @param {number} most */
const numberOr = (text, least, most) => {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? null : Math.min(most, Math.max(least, value));
};

function Minutes() {
  const asked = question.value;
  const known = today.value?.standards ?? [];
  const own = known.find((one) => Math.abs(one.minutes - asked.minutes) < 1e-6);
  /** @type {[string, string][]} */
  const options = known.map((one) => [
    one.code,
    say(`planning.standard.${one.code}`, { m: one.minutes.toFixed(one.minutes % 1 ? 1 : 0) }),
  ]);
  return (
    <>
      <Choice
        name={say("planning.standard")}
        value={own?.code ?? "own"}
        options={[...options, ["own", say("planning.standard.own")]]}
        onPick={(code) => {
          const found = known.find((one) => one.code === code);
          if (found) ask({ minutes: found.minutes });
        }}
      />
      <label class="field narrow">
        <span>{say("planning.minutes")}</span>
        <input
          type="number"
          min="1"
          max="60"
          step="1"
          value={Number(asked.minutes.toFixed(2))}
          onChange={(event) => ask({ minutes: numberOr(event.currentTarget.value, 1, 60) ?? 15 })}
        />
      </label>
    </>
  );
}

function Hour() {
  const { hour } = question.value;
  const day = hour === null ? "" : String(Math.floor(hour / 24));
  return (
    <>
      <Choice
        name={say("planning.day")}
        value={day}
        options={[["", say("planning.any_time")], ...DAYS.map((one) => /** @type {[string, string]} */ ([String(one), say(`planning.day.${one}`)]))]}
        onPick={(picked) => ask({ hour: picked === "" ? null : Number(picked) * 24 + ((hour ?? 9) % 24) })}
      />
      {hour !== null && (
        <Choice
          name={say("planning.hour")}
          value={String(hour % 24)}
          options={Array.from({ length: 24 }, (_, one) => [String(one), `${String(one).padStart(2, "0")}:00`])}
          onPick={(picked) => ask({ hour: Number(day) * 24 + Number(picked) })}
        />
      )}
      {hour !== null && (
        <Choice
          name={say("planning.skill")}
          value={question.value.skill ?? ""}
          options={[
            ["", say("planning.any_skill")],
            ...(today.value?.skills ?? []).map((code) => /** @type {[string, string]} */ ([code, skillName(code)])),
          ]}
          onPick={(skill) => ask({ skill: skill || null })}
        />
      )}
    </>
  );
}

/** @param {string} code */
export function skillName(code) {
  const team = say(`team.${code}`);
  return team === `team.${code}` ? say(`qualification.${code}`) : team;
}

export function QuestionForm() {
  const asked = question.value;
  return (
    <form class="question" aria-label={say("planning.question")} onSubmit={(event) => event.preventDefault()}>
      <Minutes />
      <Choice
        name={say("planning.count")}
        value={asked.count}
        options={["response", "travel"].map((one) => [one, say(`planning.count.${one}`)])}
        onPick={(count) => ask({ count })}
      />
      <Choice name={say("planning.mode")} value={asked.mode} options={MODES.map((one) => [one, say(`mode.${one}`)])} onPick={(mode) => ask({ mode })} />
      <Choice
        name={say("planning.weather")}
        value={asked.weather}
        options={WEATHERS.map((one) => [one, say(`weather.${one}`)])}
        onPick={(weather) => ask({ weather })}
      />
      <Choice
        name={say("planning.demand")}
        value={asked.demand}
        options={["people", "calls", "file", "places"].map((one) => [one, say(`planning.demand.${one}`)])}
        onPick={(demand) => ask({ demand })}
      />
      <BroughtDemand />
      <label class="field narrow">
        <span>{say("planning.people")}</span>
        <input
          type="number"
          min="1"
          placeholder={today.value?.people ? String(today.value.people) : "–"}
          value={asked.people ?? ""}
          onChange={(event) => ask({ people: numberOr(event.currentTarget.value, 1, 1e8) })}
        />
      </label>
      <Hour />
      <Switch name={say("planning.night")} on={asked.night} onPick={(night) => ask({ night })} />
      <Switch name={say("planning.closures")} on={asked.closures} onPick={(closures) => ask({ closures })} />
    </form>
  );
}
