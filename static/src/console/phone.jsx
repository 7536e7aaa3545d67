import { useState } from "preact/hooks";
import { read, sentenceOf } from "../api.js";
import { board } from "../board.js";
import { say } from "../words.js";
import { notify } from "./notices.js";

/**
 * The masked number, whole when asked for: every look is written down.
 *
 * @param {{of: string, masked: string | null | undefined}} props `of`: the path of whose contact it is
 */
export function Phone({ of, masked }) {
  const [whole, setWhole] = useState(/** @type {string | null} */ (null));
  if (!masked && !whole) return null;
  const look = async () => {
    try {
      setWhole((await read(`${of}/contact`)).phone);
    } catch (error) {
      notify("bad", sentenceOf(error));
    }
  };
  if (whole) {
    return (
      <a class="phone" href={`tel:${whole}`}>
        {whole}
      </a>
    );
  }
  return (
    <button type="button" class="phone quiet" title={say("ui.show_phone")} onClick={look}>
      {masked}
    </button>
  );
}

/** @param {{id: string}} props */
export function VolunteerPhone({ id }) {
  return <Phone of={`/volunteers/${encodeURIComponent(id)}`} masked={board.volunteers.value.get(id)?.phone} />;
}
