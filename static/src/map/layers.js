/**
 * How the map draws what is true now, over and between the layers of the base map.
 */
import { BANDS } from "../console/state.js";
import { MEDIUM } from "./base.js";
import { token } from "./images.js";
import { NAME_SIZE } from "./overlays.js";

/** @typedef {import("maplibre-gl").LayerSpecification} Layer */

export const OWN_ZONE = "zones-own";
/** The first layer above the people who move. */
export const ABOVE_PEOPLE = "names";
/** From here on everyone on duty is drawn, not only who is asked or going. */
const PEOPLE_ZOOM = 14.4;

/**
 * The union of all zones, by band: each band's outlines first, then its opaque fills over them, so that where zones
 * overlap neither their edges nor their colours add up.
 *
 * @returns {Layer[]}
 */
export function zoneLayers() {
  const edge = token("--zone");
  return BANDS.toReversed().flatMap((minutes) => {
    /** @type {import("maplibre-gl").ExpressionSpecification} */
    const filter = ["==", ["get", "minutes"], minutes];
    return /** @type {Layer[]} */ ([
      {
        id: `zones-edge-${minutes}`,
        source: "zones",
        type: "line",
        filter,
        layout: { "line-join": "round" },
        paint: { "line-color": edge, "line-width": 2.4, "line-opacity": 0.8 },
      },
      { id: `zones-${minutes}`, source: "zones", type: "fill", filter, paint: { "fill-color": token(`--zone-${minutes}`) } },
    ]);
  });
}

/**
 * The live circle: a broken line where one is in time, a whole one and a deeper colour where two are.
 *
 * @returns {Layer[]}
 */
export function circleLayers() {
  const colour = token("--accent");
  return [1, 2].flatMap((cover) => {
    /** @type {import("maplibre-gl").ExpressionSpecification} */
    const filter = ["==", ["get", "cover"], cover];
    const dashes = cover === 1 ? { "line-dasharray": [2, 1.5] } : {};
    return /** @type {Layer[]} */ ([
      { id: `circle-${cover}`, source: "circle", type: "fill", filter, paint: { "fill-color": colour, "fill-opacity": 0.14 } },
      {
        id: `circle-edge-${cover}`,
        source: "circle",
        type: "line",
        filter,
        paint: { "line-color": colour, "line-width": 1.8, ...dashes },
      },
    ]);
  });
}

/** The zone of the station whose card is open. @returns {Layer} */
export function ownZoneLayer() {
  return {
    id: OWN_ZONE,
    source: "zones",
    type: "line",
    filter: ["==", ["get", "station"], ""],
    layout: { "line-join": "round" },
    paint: { "line-color": token("--accent-strong"), "line-width": 1.6 },
  };
}

/** @returns {Layer[]} above the names */
export function overlayLayers() {
  const accent = token("--accent");
  const bad = token("--bad");
  const text = { "text-color": token("--text"), "text-halo-color": token("--map-rim"), "text-halo-width": 1.6 };
  const always = { "icon-allow-overlap": true, "icon-ignore-placement": true };
  const round = /** @type {const} */ ({ "line-cap": "round", "line-join": "round" });
  return [
    {
      id: "doubts",
      source: "doubts",
      type: "fill",
      paint: { "fill-color": bad, "fill-opacity": 0.08, "fill-outline-color": bad },
    },
    {
      id: "closures-line",
      source: "closures",
      type: "line",
      filter: ["!", ["has", "sign"]],
      layout: { "line-join": "round" },
      paint: { "line-color": bad, "line-width": 5, "line-dasharray": [1.2, 0.7] },
    },
    {
      id: "routes-casing",
      source: "routes",
      type: "line",
      layout: round,
      paint: { "line-color": token("--map-rim"), "line-width": 7, "line-opacity": 0.8 },
    },
    {
      id: "routes",
      source: "routes",
      type: "line",
      layout: round,
      paint: { "line-color": accent, "line-width": ["case", ["get", "opened"], 4.5, 3] },
    },
    {
      id: "closures",
      source: "closures",
      type: "symbol",
      filter: ["has", "sign"],
      layout: { "icon-image": "closure", ...always },
    },
    {
      id: "stations-shown",
      source: "stations",
      type: "symbol",
      filter: ["get", "shown"],
      layout: { "icon-image": "ring-large", "icon-size": 0.8, ...always },
    },
    {
      id: "stations",
      source: "stations",
      type: "symbol",
      layout: {
        "icon-image": "station",
        ...always,
        "text-field": ["to-string", ["get", "crew"]],
        "text-font": MEDIUM,
        "text-size": 10.5,
        "text-offset": [0, 0.15],
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint: { "text-color": token("--on-station") },
    },
    {
      id: "stations-name",
      source: "stations",
      type: "symbol",
      minzoom: 13.6,
      layout: {
        "text-field": ["get", "name"],
        "text-font": MEDIUM,
        "text-size": 11,
        "text-anchor": "top",
        // Below the people who stand around it, once they are drawn.
        "text-offset": ["step", ["zoom"], ["literal", [0, 1]], PEOPLE_ZOOM, ["literal", [0, 2.4]]],
        "text-optional": true,
      },
      paint: text,
    },
    {
      id: "people-idle",
      source: "people",
      type: "symbol",
      minzoom: PEOPLE_ZOOM,
      filter: ["get", "quiet"],
      layout: { "icon-image": ["get", "image"], "icon-offset": ["get", "offset"], ...always },
    },
    {
      id: "people-picked",
      source: "people",
      type: "symbol",
      filter: ["get", "picked"],
      layout: {
        "icon-image": "ring",
        "icon-offset": ["get", "offset"],
        ...always,
      },
    },
    {
      id: "people",
      source: "people",
      type: "symbol",
      filter: ["!", ["get", "quiet"]],
      layout: {
        "icon-image": ["get", "image"],
        "icon-offset": ["get", "offset"],
        "text-field": ["get", "name"],
        "text-justify": "left",
        "text-font": MEDIUM,
        "text-size": NAME_SIZE,
        "text-anchor": "left",
        "text-offset": ["get", "nameOffset"],
        "text-optional": true,
        ...always,
      },
      paint: text,
    },
    {
      id: ABOVE_PEOPLE,
      source: "names",
      type: "symbol",
      layout: {
        "text-field": ["get", "name"],
        "text-font": MEDIUM,
        "text-size": NAME_SIZE,
        "text-anchor": "left",
        "text-justify": "left",
        "text-offset": [1, 0],
      },
      paint: { ...text, "text-color": ["case", ["get", "old"], token("--muted"), token("--text")] },
    },
    {
      id: "incidents-opened",
      source: "incidents",
      type: "symbol",
      filter: ["get", "opened"],
      layout: { "icon-image": "ring-large", ...always },
    },
    {
      id: "incidents",
      source: "incidents",
      type: "symbol",
      layout: {
        "icon-image": ["get", "image"],
        "symbol-sort-key": ["-", ["get", "level"]],
        ...always,
        "text-field": ["get", "label"],
        "text-font": MEDIUM,
        "text-size": 11,
        "text-anchor": "bottom-left",
        "text-offset": [1, -0.7],
        "text-allow-overlap": true,
      },
      paint: text,
    },
    {
      id: "sketch-line",
      source: "sketch",
      type: "line",
      filter: ["==", ["geometry-type"], "LineString"],
      layout: round,
      paint: { "line-color": bad, "line-width": 4, "line-dasharray": [1, 1.4] },
    },
    {
      id: "sketch-vertex",
      source: "sketch",
      type: "circle",
      filter: ["has", "vertex"],
      paint: { "circle-radius": 5, "circle-color": token("--map-rim"), "circle-stroke-color": bad, "circle-stroke-width": 2 },
    },
    {
      id: "sketch-pin",
      source: "sketch",
      type: "symbol",
      filter: ["has", "pin"],
      layout: { "icon-image": "pin", "icon-anchor": "bottom", ...always },
    },
  ];
}

