/** A plan's papers for a committee: made on the server, then fetched. */
import { say } from "../words.js";
import { begin, papers, stop } from "./runs.js";
import { changed, plan } from "./state.js";

export function Papers() {
  const known = plan.value;
  if (!known) return null;
  const run = papers.value;
  const going = run?.state === "running";
  const fits = run?.found && run.found.plan === known.id && run.found.edition === known.edition;
  return (
    <section>
      <h3>{say("planning.papers")}</h3>
      <p class="row">
        {going ? (
          <>
            <progress max={run.of || 1} value={run.done} aria-label={say("planning.papers")} />
            <button type="button" onClick={() => stop(papers)}>
              {say("planning.stop")}
            </button>
          </>
        ) : (
          <button type="button" disabled={changed.value} onClick={() => begin(papers, `/site-plans/${known.id}/papers`, {})}>
            {say("planning.papers_make")}
          </button>
        )}
        {changed.value && <small>{say("planning.papers_save")}</small>}
      </p>
      {run?.problem && <p class="trouble">{run.problem}</p>}
      {fits && (
        <p class="row" role="status">
          {run.found.files.map((/** @type {string} */ ending) => (
            <a key={ending} href={`/api/v1/papers/${run.id}.${ending}`} download>
              {say(`planning.file.${ending}`)}
            </a>
          ))}
        </p>
      )}
    </section>
  );
}
