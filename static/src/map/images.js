/**
 * The map's images, drawn from the same shapes and colours as the page.
 */
import { AED, CLOSURE, GROUND, LEVEL, NUMERAL, STANDING, STATION } from "../parts/shapes.js";

/** @typedef {import("../parts/shapes.js").Shape} Shape */

const SCALE = 2; // for dense screens; images are declared with this pixel ratio

/** A CSS custom property of the page, as a colour. @param {string} property */
export const token = (property) => getComputedStyle(document.documentElement).getPropertyValue(property).trim();

/**
 * @param {Shape} shape
 * @param {number} size in CSS pixels, without the rim
 * @param {string} [text] written in it
 * @returns {ImageData}
 */
function drawn(shape, size, text) {
  const rim = 2;
  const side = (size + 2 * rim) * SCALE;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.scale((size * SCALE) / 24, (size * SCALE) / 24);
  context.translate((24 * rim) / size, (24 * rim) / size);
  context.lineJoin = context.lineCap = "round";
  const path = new Path2D(shape.path);
  const unit = 24 / size; // one CSS pixel
  context.strokeStyle = token("--map-rim");
  context.lineWidth = (shape.hollow ? 3 : 0) + 2 * rim * unit;
  context.stroke(path);
  context.fillStyle = shape.hollow ? token("--map-rim") : token(shape.tone);
  context.fill(path);
  if (shape.hollow) {
    context.strokeStyle = token(shape.tone);
    context.lineWidth = 3;
    context.stroke(path);
  }
  if (text) {
    context.fillStyle = token("--on-level");
    context.font = "700 13px 'PingFang SC', 'Noto Sans CJK SC', sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(text, 12, 12.5);
  }
  return context.getImageData(0, 0, side, side);
}

/** @type {Shape} marks the picked and the opened */
const RING = { path: "M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20z", hollow: true, tone: "--accent" };
/** @type {Shape} */
const PIN = { path: "M12 1a8 8 0 0 1 8 8c0 6-8 14-8 14s-8-8-8-14a8 8 0 0 1 8-8z", tone: "--accent" };

/** A ring is only its line. @param {number} size */
function ring(size) {
  const side = size * SCALE;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(side / 24, side / 24);
  context.strokeStyle = token(RING.tone);
  context.lineWidth = 2.2;
  context.stroke(new Path2D(RING.path));
  return context.getImageData(0, 0, side, side);
}

const IDLE = new Set(["available", "resting", "off"]);

/** In CSS pixels. @param {string} standing */
const sizeOf = (standing) => (IDLE.has(standing) ? 10 : 17);

/** Where somebody was, not where they are: grey, and only a line. @param {Shape} shape @returns {Shape} */
const old = (shape) => ({ path: shape.path, hollow: true, tone: "--muted" });

/** @returns {[name: string, standing: string, shape: Shape][]} everyone's sign, now and as it was a while ago */
const signs = () =>
  Object.entries(STANDING).flatMap(([standing, shape]) => [
    [`standing-${standing}`, standing, shape],
    [`standing-${standing}-old`, standing, old(shape)],
  ]);

/** Side of a sign in the atlas, CSS pixels. */
export const CELL = 26;

/** Every person's sign on one square image, each also ringed (`…-picked`). @returns {{image: ImageData, columns: number, cells: Map<string, number>}} */
export function atlas() {
  const all = signs().flatMap((sign) => [false, true].map((picked) => ({ sign, picked })));
  const columns = Math.ceil(Math.sqrt(all.length));
  const side = CELL * SCALE;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = columns * side;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  const cells = new Map();
  all.forEach(({ sign: [name, standing, shape], picked }, index) => {
    const left = (index % columns) * side;
    const top = Math.floor(index / columns) * side;
    const image = drawn(shape, sizeOf(standing));
    context.putImageData(image, left + (side - image.width) / 2, top + (side - image.height) / 2);
    if (picked) {
      context.save();
      context.translate(left, top);
      context.scale(side / 24, side / 24);
      context.strokeStyle = token(RING.tone);
      context.lineWidth = 2;
      context.stroke(new Path2D(RING.path));
      context.restore();
    }
    cells.set(picked ? `${name}-picked` : name, index);
  });
  return { image: context.getImageData(0, 0, canvas.width, canvas.height), columns, cells };
}

/** Give the map every image it may name. @param {import("maplibre-gl").Map} map */
export function addImages(map) {
  /** @param {string} name @param {ImageData} image */
  const add = (name, image) => {
    if (map.hasImage(name)) map.removeImage(name);
    map.addImage(name, image, { pixelRatio: SCALE });
  };
  for (const [name, standing, shape] of signs()) add(name, drawn(shape, sizeOf(standing)));
  for (const [level, shape] of Object.entries(LEVEL)) add(`level-${level}`, drawn(shape, 26, NUMERAL[Number(level)]));
  add("station", drawn(STATION, 18));
  add("closure", drawn(CLOSURE, 17));
  for (const [kind, shape] of Object.entries(GROUND)) add(`ground-${kind}`, drawn(shape, 14));
  for (const [worth, shape] of Object.entries(AED)) add(`aed-${worth}`, drawn(shape, 14));
  add("pin", drawn(PIN, 28));
  add("ring", ring(22));
  add("ring-large", ring(46));
}
