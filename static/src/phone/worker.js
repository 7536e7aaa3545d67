/**
 * Opens a page again where there is no signal: the phone's, or a station's tablet's. The server writes `KEPT` before it:
 * the empty page and its files.
 */
const worker = /** @type {any} */ (globalThis);
const SHELL = /** @type {string} */ (KEPT[0]);
const PAGE = SHELL.replace(/\/shell$/, "");
const NAME = `fifteen ${KEPT.join(" ")}`;
/** On a bad line the page that is kept comes first: what is new comes by itself. */
const PATIENCE_MS = 6_000;

/** @param {Request} request */
async function page(request) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return (await caches.match(SHELL)) ?? Response.error();
  }
}

/** @param {Request} request */
const file = async (request) => (await caches.match(request)) ?? fetch(request);

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(`fifteen ${SHELL} `) && name !== NAME).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

worker.addEventListener("install", (/** @type {any} */ event) => {
  worker.skipWaiting();
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(KEPT)));
});
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(tidy()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { pathname, search } = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page(request));
  else if (KEPT.includes(pathname + search)) event.respondWith(file(request));
});
