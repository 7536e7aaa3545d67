/** The AED that is fetched on the way: where it hangs, who keeps it, and that it is taken. */
import { signal } from "@preact/signals";
import { read, sentenceOf } from "../api.js";
import { say } from "../words.js";
import { declare } from "./acts.js";
import { Fact } from "./parts.jsx";

/** @typedef {import("./state.js").Fetch} Fetch */
/** @typedef {{name: string | null, phone: string | null, access: string | null}} Custodian */

const MAPS = ["amap", "baidu", "tencent"];

const told = signal(/** @type {{aed: string, by: Custodian | null, trouble: string} | null} */ (null));

/** @param {Fetch} fetch */
const place = ({ name, floor }) => [name, floor].filter(Boolean).join(" ");

/** @param {{fetch: Fetch}} props */
export function FirstTheAed({ fetch }) {
  return (
    <Fact term={say("aeds.first")}>
      <b>{place(fetch)}</b>
    </Fact>
  );
}

/** @param {string} aed */
async function ask(aed) {
  try {
    told.value = { aed, by: await read(`/aeds/${encodeURIComponent(aed)}/custodian`), trouble: "" };
  } catch (error) {
    told.value = { aed, by: null, trouble: sentenceOf(error) };
  }
}

/** @param {{fetch: Fetch}} props */
export function FetchTheAed({ fetch }) {
  const mine = told.value?.aed === fetch.id ? told.value : null;
  const report = (/** @type {string} */ state) =>
    declare(`/aeds/${encodeURIComponent(fetch.id)}/reports`, { state }, say(`aeds.i_report.${state}`));
  return (
    <Fact term={say("aeds.first")}>
      <b>{place(fetch)}</b>
      {fetch.hours && ` · ${fetch.hours}`}
      {fetch.against && <em> {say(`aed_state.${fetch.against}`)}</em>}
      <p class="maps">
        {MAPS.map((map) => (
          <a key={map} class="button" href={fetch.links[map]} target="_blank" rel="noreferrer noopener">
            {say(`phone.map.${map}`)}
          </a>
        ))}
      </p>
      {mine?.by ? (
        <p>
          {mine.by.name} {mine.by.access}{" "}
          {mine.by.phone && (
            <a class="button" href={`tel:${mine.by.phone}`}>
              {mine.by.phone}
            </a>
          )}
        </p>
      ) : (
        <button type="button" onClick={() => void ask(fetch.id)}>
          {say("aeds.custodian")}
        </button>
      )}
      {mine?.trouble && <p role="alert">{mine.trouble}</p>}
      {fetch.against === null && (
        <p class="two">
          <button type="button" onClick={() => report("in_use")}>
            {say("aeds.i_report.in_use")}
          </button>
          <button type="button" class="quiet" onClick={() => report("missing")}>
            {say("aeds.i_report.missing")}
          </button>
        </p>
      )}
    </Fact>
  );
}
