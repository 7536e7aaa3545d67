/** Asks why, before something is turned down. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { say } from "../words.js";

/** @typedef {{title: string, send: (reason: string) => unknown}} Question */

const question = signal(/** @type {Question | null} */ (null));

/** @param {string} title @param {(reason: string) => unknown} send */
export function askWhy(title, send) {
  question.value = { title, send };
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
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    if (!reason) return;
    event.currentTarget.reset();
    question.value = null;
    void asked?.send(reason);
  };
  return (
    <dialog ref={dialog} aria-labelledby="why-title" onClose={() => (question.value = null)}>
      <form onSubmit={send}>
        <h2 id="why-title">{asked?.title}</h2>
        <label class="field">
          <span>{say("duty_page.reason")}</span>
          <input name="reason" required maxLength={500} autoComplete="off" />
        </label>
        <div class="switches">
          <button type="submit" class="danger">
            {say("duty_page.reject")}
          </button>
          <button type="button" onClick={() => (question.value = null)}>
            {say("duty_page.cancel")}
          </button>
        </div>
      </form>
    </dialog>
  );
}
