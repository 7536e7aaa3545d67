/** Whom to reach by a file of one's own, or by special places that the map names. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Problem, read, sentenceOf, write } from "../api.js";
import { say } from "../words.js";
import { ask, cells, question, told } from "./state.js";

/** @typedef {{code: string, count: number, names: string[], text: string}} Remark */
/**
 * @typedef {{id: string, file: string, crs: string | null, source: string, weakness: string, places: number,
 *   people: number, remarks: Remark[], plans: number[]}} Brought
 */

const SYSTEMS = ["WGS84", "GCJ02", "BD09", "CGCS2000"];
const KINDS_OF_FILE = ".csv,.txt,.tsv,.xlsx,.geojson,.json,.gpkg,.tif,.tiff,.asc";

const known = signal(/** @type {{files: Brought[], kinds: {kind: string, places: number}[]} | null} */ (null));
const crs = signal("");
const reading = signal(false);
const trouble = signal("");
const sure = signal("");

async function refresh() {
  try {
    known.value = await read("/planning/demand");
  } catch (error) {
    trouble.value = sentenceOf(error);
  }
}

/** @param {File} chosen */
async function bring(chosen) {
  reading.value = true;
  trouble.value = "";
  const system = crs.value && `&crs=${crs.value}`;
  try {
    const brought = await write("POST", `/planning/demand?name=${encodeURIComponent(chosen.name.slice(-120))}${system}`, chosen);
    await refresh();
    ask({ demand: "file", file: brought.id });
    told.value = row(brought);
  } catch (error) {
    trouble.value = sentenceOf(error);
  }
  reading.value = false;
}

/** @param {string} id */
async function take(id) {
  try {
    await write("DELETE", `/planning/demand/${id}`);
    told.value = say("planning.brought.taken");
  } catch (error) {
    if (!(error instanceof Problem && error.status === 404)) trouble.value = sentenceOf(error);
  }
  sure.value = "";
  ask({ demand: "people", file: null });
  await refresh();
}

/** @param {Brought} one */
const row = (one) => say("planning.brought.row", { file: one.file, places: one.places, people: Math.round(one.people) });

/** What was wrong with what the demand is made from: counted, and the first ones named. @param {{remarks: Remark[]}} props */
export function Remarks({ remarks }) {
  if (remarks.length === 0) return null;
  return (
    <details class="remarks" open>
      <summary>{say("planning.brought.remarks", { n: remarks.length })}</summary>
      <ul>
        {remarks.map((one) => (
          <li key={one.code}>{one.text}</li>
        ))}
      </ul>
    </details>
  );
}

function Files() {
  const { file } = question.value;
  const files = known.value?.files ?? [];
  const own = files.find((one) => one.id === file);
  return (
    <>
      <label class="field">
        <span>{say("planning.brought")}</span>
        <select value={file ?? ""} onChange={(event) => ask({ file: event.currentTarget.value || null })}>
          <option value="">{say("planning.brought.none")}</option>
          {file && known.value && !own && <option value={file}>{say("planning.brought.gone")}</option>}
          {files.map((one) => (
            <option key={one.id} value={one.id}>
              {row(one)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{say("planning.brought.crs")}</span>
        <select value={crs.value} onChange={(event) => (crs.value = event.currentTarget.value)}>
          <option value="">{say("planning.brought.as_file")}</option>
          {SYSTEMS.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{say("planning.brought.bring")}</span>
        <input
          type="file"
          accept={KINDS_OF_FILE}
          disabled={reading.value}
          aria-describedby="brought-hint"
          onChange={(event) => {
            const field = event.currentTarget;
            const chosen = field.files?.[0];
            // The same file can be chosen again, with another system.
            if (chosen) void bring(chosen).then(() => (field.value = ""));
          }}
        />
      </label>
      <p id="brought-hint" class="hint">
        {reading.value ? say("planning.brought.reading") : say("planning.brought.hint")}
      </p>
      {own && <Own own={own} />}
    </>
  );
}

/** @param {{own: Brought}} props */
function Own({ own }) {
  const asked = sure.value === own.id;
  const really = own.plans.length ? say("planning.brought.take_used", { n: own.plans.length }) : say("planning.brought.take_sure");
  return (
    <div class="own-file">
      <p class="weak">{own.weakness}</p>
      <Remarks remarks={own.remarks} />
      <button type="button" class="quiet" onClick={() => (asked ? void take(own.id) : (sure.value = own.id))}>
        {asked ? really : say("planning.brought.take")}
      </button>
    </div>
  );
}

function Kinds() {
  const chosen = question.value.kinds;
  const kinds = known.value?.kinds ?? [];
  if (known.value && kinds.length === 0) return <p class="hint">{say("planning.no_kinds")}</p>;
  return (
    <fieldset class="kinds">
      <legend>{say("planning.kinds")}</legend>
      {kinds.map(({ kind, places }) => (
        <label key={kind} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(kind)}
            onChange={(event) =>
              ask({ kinds: event.currentTarget.checked ? [...chosen, kind].sort() : chosen.filter((one) => one !== kind) })
            }
          />{" "}
          {say(`planning.kind.${kind}`, { n: places })}
        </label>
      ))}
      {cells.value?.source === "sites" && <Remarks remarks={cells.value.remarks} />}
    </fieldset>
  );
}

/** Nothing where residents or calls are asked for. */
export function BroughtDemand() {
  const { demand } = question.value;
  useEffect(() => {
    if (demand === "file" || demand === "places") void refresh();
  }, [demand]);
  if (demand !== "file" && demand !== "places") return null;
  return (
    <div class="brought">
      {demand === "file" ? <Files /> : <Kinds />}
      <p class="trouble" role="alert">
        {trouble.value}
      </p>
    </div>
  );
}
