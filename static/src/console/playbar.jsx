import { useState } from "preact/hooks";
import { sentenceOf, write } from "../api.js";
import { play } from "../live.js";
import { say } from "../words.js";
import { notify } from "./notices.js";
import { me } from "./state.js";

const MAY = new Set(["dispatcher", "admin"]);

/** Says that a demo's day is simulated, and stops it with one click. It stays once it was there: nothing jumps. */
export function PlayBar() {
  const [busy, setBusy] = useState(false);
  const { running, offered } = play.value;
  if (!offered) return null;
  const turn = async () => {
    setBusy(true);
    try {
      play.value = await write("POST", "/play", { running: !running });
    } catch (error) {
      notify("bad", sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <div class={`banner play ${running ? "running" : "stopped"}`} role="status">
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <path d={running ? "M2 1l9 5l-9 5z" : "M2 1h3v10h-3zM7 1h3v10h-3z"} fill="currentColor" />
      </svg>
      <span>
        <strong>{say("ui.play_label")}</strong> · {say(running ? "ui.play_running" : "ui.play_stopped")}
      </span>
      {MAY.has(me.value?.role ?? "") && (
        <button type="button" disabled={busy} onClick={turn}>
          {say(running ? "ui.play_stop" : "ui.play_go_on")}
        </button>
      )}
    </div>
  );
}
