/** How shares and times are written, and tables of them. */
import { percent } from "../parts/shares.js";
import { lasting } from "../times.js";
import { say } from "../words.js";

/** @typedef {import("./state.js").Share} Share */

/** @param {number | null} seconds */
export const time = (seconds) => (seconds === null ? "–" : lasting(seconds));

/** @param {number | null} value @param {number} digits */
export const number = (value, digits) => (value === null ? "–" : value.toFixed(digits));

/** The share with what it is of. @param {Share} share */
export const told = (share) => sentence("report.share", share);

/** What it is of, beside the share itself. @param {Share} share */
export const counted = (share) => sentence("report.of", share);

/** @param {string} code @param {Share} share */
function sentence(code, { share, hits, n, low, high }) {
  if (n === 0) return say("report.no_data");
  return say(code, { share: percent(share), hits, n, low: percent(low), high: percent(high) });
}

/** @param {string} hour */
export const hourName = (hour) => `${hour}:00`;

/**
 * A table of shares: each row's name, how many of how many, the share, its interval.
 *
 * @param {{caption: string, head: string, rows: [name: string, share: Share, more?: string][], more?: string}} props
 */
export function Shares({ caption, head, rows, more }) {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col">{say("report.hits")}</th>
          <th scope="col">{say("report.n")}</th>
          <th scope="col">{say("report.share_head")}</th>
          <th scope="col">{say("report.interval_head")}</th>
          {more && <th scope="col">{more}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, share, extra]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{share.hits}</td>
            <td>{share.n}</td>
            <td>{percent(share.share)}</td>
            <td>{share.n > 0 ? `${percent(share.low)} – ${percent(share.high)}` : "–"}</td>
            {more && <td>{extra}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
