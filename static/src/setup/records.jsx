/** Stations and people from a file: read for trial, looked at, then taken in. */
import { useState } from "preact/hooks";
import { newKey, sentenceOf, write } from "../api.js";
import { language, say } from "../words.js";
import { refresh } from "./state.js";

/** @typedef {{row: number, column: string, value: string, reason: string}} Remark */
/**
 * @typedef {{dry_run: boolean, read: number, good: number, refused: number, recorded: number, bad: Remark[],
 *   doubts: Remark[], ignored_columns: string[]}} Report
 */

const SYSTEMS = ["WGS84", "GCJ02", "BD09", "CGCS2000"];

/** @param {{what: "stations" | "people"}} props */
export function Records({ what }) {
  const [file, setFile] = useState(/** @type {File | null} */ (null));
  const [crs, setCrs] = useState("");
  const [report, setReport] = useState(/** @type {Report | null} */ (null));
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);

  /** @param {File | null} chosen @param {string} system @param {boolean} trial */
  async function send(chosen, system, trial) {
    if (chosen === null) return;
    setBusy(true);
    setTrouble("");
    const query = `dry_run=${trial}${system && `&crs=${system}`}`;
    try {
      setReport(await write("POST", `/records/${what}?${query}`, chosen, newKey()));
      if (!trial) await refresh();
    } catch (error) {
      setReport(null);
      setTrouble(sentenceOf(error));
    }
    setBusy(false);
  }

  return (
    <div class="records">
      <p>
        {say("setup.template")}:{" "}
        {["xlsx", "csv"].map((kind) => (
          <a key={kind} href={`/api/v1/records/templates/${what}.${kind}?language=${language.value}`} download>
            {what}.{kind}
          </a>
        ))}
      </p>
      <div class="chosen">
        <label class="field">
          <span>{say("setup.file")}</span>
          <input
            type="file"
            accept=".xlsx,.csv,.geojson"
            aria-describedby={`${what}-hint`}
            onChange={(event) => {
              const chosen = event.currentTarget.files?.[0] ?? null;
              setFile(chosen);
              setReport(null);
              void send(chosen, crs, true);
            }}
          />
        </label>
        {what === "stations" && (
          <label class="field">
            <span>{say("setup.crs")}</span>
            <select
              value={crs}
              onChange={(event) => {
                setCrs(event.currentTarget.value);
                void send(file, event.currentTarget.value, true);
              }}
            >
              <option value="">{say("setup.crs_in_file")}</option>
              {SYSTEMS.map((system) => (
                <option key={system} value={system}>
                  {say(`crs.${system}`)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <p class="hint" id={`${what}-hint`}>
        {say("setup.file_hint")}
      </p>
      <p class="trouble" role="alert">
        {trouble}
      </p>
      <div role="status">
        {busy && <p>{say("setup.reading")}</p>}
        {report && !busy && <p>{say(report.dry_run ? "setup.would" : "setup.did", { ...report })}</p>}
      </div>
      {report && (
        <>
          {report.ignored_columns.length > 0 && (
            <p class="hint">{say("setup.ignored", { columns: report.ignored_columns.join("、") })}</p>
          )}
          <Remarks title={say("setup.bad_rows")} remarks={report.bad} />
          <Remarks title={say("setup.doubts")} remarks={report.doubts} />
          {report.dry_run && report.good > 0 && (
            <button type="button" class="primary" disabled={busy} onClick={() => send(file, crs, false)}>
              {say("setup.import", { n: report.good })}
            </button>
          )}
        </>
      )}
    </div>
  );
}

/** @param {{title: string, remarks: Remark[]}} props */
function Remarks({ title, remarks }) {
  if (remarks.length === 0) return null;
  return (
    <table>
      <caption>{title}</caption>
      <thead>
        <tr>
          {["row", "column", "value", "reason"].map((name) => (
            <th key={name} scope="col">
              {say(`setup.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {remarks.map((one) => (
          <tr key={`${one.row} ${one.column} ${one.reason}`}>
            <td>{one.row}</td>
            <td>{one.column}</td>
            <td>{one.value}</td>
            <td>{one.reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
