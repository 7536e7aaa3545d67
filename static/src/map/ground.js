/** Gates, entrances and alleys that users drew, as the map shows them. */
import { board } from "../board.js";
import { layers } from "../console/state.js";
import { token } from "./images.js";
import { MEDIUM } from "./base.js";

/** @typedef {import("./overlays.js").Feature} Feature */

const NAMES_ZOOM = 15;

/** @returns {Feature[]} */
export function drawnFeatures() {
  if (!layers.value.has("ground")) return [];
  /** @type {Feature[]} */
  const alleys = [...board.alleys.value.values()].map(({ id, geometry, name }) => ({
    type: "Feature",
    geometry,
    properties: { id, table: "alleys", name },
  }));
  /** @type {(kind: string, table: string) => (thing: {id: number, lon: number, lat: number, name: string}) => Feature} */
  const sign =
    (kind, table) =>
    ({ id, lon, lat, name }) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [lon, lat] },
      properties: { id, table, name, image: `ground-${kind}` },
    });
  return [
    ...alleys,
    ...[...board.entrances.value.values()].map(sign("entrance", "entrances")),
    ...[...board.gates.value.values()].map(sign("gate", "gates")),
  ];
}

/** @returns {import("maplibre-gl").LayerSpecification[]} */
export function drawnLayers() {
  const tone = token("--ground");
  const rim = token("--map-rim");
  return [
    {
      id: "boundaries",
      source: "boundaries",
      type: "line",
      paint: {
        "line-color": token("--muted"),
        "line-width": ["match", ["get", "level"], "district", 1.6, "street", 1, 0.6],
        "line-dasharray": [4, 2],
      },
    },
    {
      id: "boundaries-names",
      source: "boundaries",
      type: "symbol",
      filter: [
        "any",
        ["==", ["get", "level"], "district"],
        ["all", ["==", ["get", "level"], "street"], [">=", ["zoom"], 12.5]],
        [">=", ["zoom"], 14.5],
      ],
      layout: { "text-field": ["get", "name"], "text-font": MEDIUM, "text-size": 11, "text-optional": true },
      paint: { "text-color": token("--muted"), "text-halo-color": rim, "text-halo-width": 1.4 },
    },
    {
      id: "alleys-casing",
      source: "ground",
      type: "line",
      filter: ["==", ["geometry-type"], "LineString"],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": rim, "line-width": 6 },
    },
    {
      id: "alleys",
      source: "ground",
      type: "line",
      filter: ["==", ["geometry-type"], "LineString"],
      layout: { "line-join": "round" },
      paint: { "line-color": tone, "line-width": 3, "line-dasharray": [2.5, 1] },
    },
    {
      id: "gates",
      source: "ground",
      type: "symbol",
      minzoom: 12.5,
      filter: ["==", ["geometry-type"], "Point"],
      layout: { "icon-image": ["get", "image"], "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
    {
      id: "ground-names",
      source: "ground",
      type: "symbol",
      minzoom: NAMES_ZOOM,
      layout: {
        "text-field": ["get", "name"],
        "text-font": MEDIUM,
        "text-size": 11,
        "text-anchor": "top",
        "text-offset": [0, 0.9],
        "text-optional": true,
      },
      paint: { "text-color": tone, "text-halo-color": rim, "text-halo-width": 1.6 },
    },
  ];
}
