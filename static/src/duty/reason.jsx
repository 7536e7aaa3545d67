/** Asks why, before something is turned down. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { say } from "../words.js";

/** @typedef {(reason: string, minutes: number) => unknown} Send  `minutes`: where they are asked for */
/** @typedef {{title: string, send: Send, minutes: boolean}} Question */

const question = signal(/** @type {Question | null} */ (null));

/** @param {string} title @param {Send} send @param {{minutes: boolean}} [more] */
export function askWhy(title, send, { minutes } = { minutes: false }) {
  question.value = { title, send, minutes };
}

export function Why() {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const asked = question.value;
  useEffect(() => {
    if (asked) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asked]);
  const send = (/** @type {SubmitEvent & {currentTarget: HTMLFormElement}} */ event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const reason = String(form.get("reason") ?? "").trim();
    const minutes = Number(form.get("minutes") ?? 0);
    if (!reason) return;
    event.currentTarget.reset();
    question.value = null;
    void asked?.send(reason, minutes);
  };
  return (
    <dialog ref={dialog} aria-labelledby="why-title" onClose={() => (question.value = null)}>
      <form onSubmit={send}>
        <h2 id="why-title">{asked?.title}</h2>
        {asked?.minutes && (
          <label class="field">
            <span>{say("duty_page.minutes")}</span>
            <input name="minutes" type="number" required min={-1440} max={1440} step={1} />
          </label>
        )}
        <label class="field">
          <span>{say("duty_page.reason")}</span>
          <input name="reason" required maxLength={500} autoComplete="off" />
        </label>
        <div class="switches">
          <button type="submit" class="danger">
            {say(asked?.minutes ? "duty_page.enter" : "duty_page.reject")}
          </button>
          <button type="button" onClick={() => (question.value = null)}>
            {say("duty_page.cancel")}
          </button>
        </div>
      </form>
    </dialog>
  );
}
