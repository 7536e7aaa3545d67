// Bundles the pages into dist/, with a manifest of content hashes for `?v=` and a gzipped twin of each file.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = new URL("./", import.meta.url);
const dist = new URL("dist/", root);
const words = new URL("../dispatch/words/", root);

/** Page → its files and how many bytes they may have in all, gzipped. */
const PAGES = {
  console: { files: ["console.js", "console.css", "maplibre-worker.js"], budget: 600_000 },
  volunteer: { files: ["volunteer.js", "volunteer.css", "phone-worker.js"], budget: 60_000 },
  setup: { files: ["setup.js", "setup.css"], budget: 60_000 },
  station: { files: ["station.js", "station.css"], budget: 60_000 },
  login: { files: ["login.js", "login.css"], budget: 60_000 },
  reports: { files: ["reports.js", "reports.css"], budget: 100_000 },
  planning: { files: ["planning.js", "planning.css", "maplibre-worker.js"], budget: 520_000 },
  drills: { files: ["drills.js", "drills.css"], budget: 100_000 },
  duty: { files: ["duty.js", "duty.css"], budget: 100_000 },
  roster: { files: ["roster.js", "roster.css"], budget: 100_000 },
};

/** Areas that every desk speaks from. A page with one of its own imports it besides; the others are the server's. */
const SHARED = [
  "aeds",
  "alarms",
  "circle",
  "console",
  "drills",
  "followups",
  "ground",
  "incidents",
  "intake",
  "ladder",
  "people",
  "places",
  "safety",
  "scene",
  "simulate",
  "waves",
  "web",
];

/** Pages for phones and slow lines carry only the sentences that their own sources say. */
const SPARING = ["login", "setup", "station", "volunteer", "planning"];

/** A code in quotes, or the beginning of one that is put together: `level.${n}`. */
const CODE = /["'`]([a-z_]+(?:\.[\w:]+)*(?:\.(?=\$\{))?)(?=["'`]|\$\{)/g;

/**
 * `import sentences from "catalogue:en"`: the shared sentences of one language, the server's own files joined;
 * `"catalogue:en/reports"`: those of one area.
 *
 * @param {(code: string) => boolean} [said] which of them to take
 * @param {string[]} [shared] the areas, all of them where none are named
 */
const catalogues = (said = () => true, shared) => ({
  name: "catalogues",
  /** @param {import("esbuild").PluginBuild} bundler */
  setup(bundler) {
    bundler.onResolve({ filter: /^catalogue:/ }, ({ path }) => ({ path: path.split(":")[1], namespace: "catalogue" }));
    bundler.onLoad({ filter: /.*/, namespace: "catalogue" }, async ({ path }) => {
      const [language, area] = path.split("/");
      const folder = new URL(`${language}/`, words);
      const known = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
      const files = area ? [`${area}.json`] : known.filter((name) => !shared || shared.includes(name.replace(".json", "")));
      const areas = await Promise.all(files.map(async (name) => JSON.parse(await readFile(new URL(name, folder), "utf8"))));
      const sentences = Object.entries(Object.assign({}, ...areas)).filter(([code]) => said(code));
      return { contents: JSON.stringify(Object.fromEntries(sentences)), loader: "json" };
    });
  },
});

/** @type {import("esbuild").BuildOptions} */
const SETTINGS = {
  absWorkingDir: root.pathname,
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "warning",
};

/**
 * What the sources of a page can say: the codes that stand in them, and all that begin as one that is put together.
 *
 * @param {string} source
 * @returns {Promise<(code: string) => boolean>}
 */
async function saidBy(source) {
  const plugins = [catalogues(() => false)];
  const { metafile } = await build({ ...SETTINGS, entryPoints: [source], plugins, metafile: true, write: false });
  const ours = Object.keys(metafile.inputs).filter((path) => path.startsWith("src/"));
  const texts = await Promise.all(ours.map((path) => readFile(new URL(path, root), "utf8")));
  const found = texts.flatMap((text) => [...text.matchAll(CODE)].map(([, code]) => code ?? ""));
  const codes = new Set(found);
  const beginnings = [...codes].filter((code) => code.endsWith("."));
  return (code) => codes.has(code) || beginnings.some((beginning) => code.startsWith(beginning));
}

/**
 * Puts a gzipped twin beside each file, for the server to send.
 *
 * @returns {Promise<Map<string, {hash: string, gzipped: number}>>} by file name
 */
async function measured() {
  const names = (await readdir(dist)).filter((name) => name !== "manifest.json").sort();
  const entries = names.map(async (name) => {
    const body = await readFile(new URL(name, dist));
    const hash = createHash("sha256").update(body).digest("hex").slice(0, 8);
    const small = gzipSync(body, { level: 9 });
    await writeFile(new URL(`${name}.gz`, dist), small);
    return /** @type {const} */ ([name, { hash, gzipped: small.length }]);
  });
  return new Map(await Promise.all(entries));
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await build({
  ...SETTINGS,
  entryPoints: {
    console: "src/console.jsx",
    drills: "src/drills.jsx",
    duty: "src/duty.jsx",
    reports: "src/reports.jsx",
    roster: "src/roster.jsx",
    "maplibre-worker": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "phone-worker": "src/phone/worker.js",
  },
  plugins: [catalogues(() => true, SHARED)],
});
for (const page of SPARING) {
  const source = `src/${page}.jsx`;
  await build({ ...SETTINGS, entryPoints: { [page]: source }, plugins: [catalogues(await saidBy(source))] });
}

const files = await measured();
const manifest = Object.fromEntries([...files].map(([name, { hash }]) => [name, hash]));
await writeFile(new URL("manifest.json", dist), `${JSON.stringify(manifest, null, 2)}\n`);

for (const [page, { files: names, budget }] of Object.entries(PAGES)) {
  const bytes = names.reduce((sum, name) => sum + (files.get(name)?.gzipped ?? 0), 0);
  console.log(`${page.padEnd(10)} ${(bytes / 1000).toFixed(1).padStart(6)} kB gzipped, of ${budget / 1000}`);
  if (bytes > budget) {
    console.error(`The ${page} page is over its budget.`);
    process.exitCode = 1;
  }
}
