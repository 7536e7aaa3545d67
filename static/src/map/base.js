/**
 * The base map: our own tiles in two lights. Quiet on purpose, so that what moves stands out.
 */

/** @typedef {import("maplibre-gl").LayerSpecification} Layer */
/** @typedef {import("maplibre-gl").ExpressionSpecification} Expression */

/**
 * @typedef {{
 *   land: string, residential: string, business: string, school: string, hospital: string, square: string,
 *   green: string, wood: string, pitch: string, water: string, building: string, buildingLine: string,
 *   casing: string, motorway: string, primary: string, secondary: string, minor: string, path: string, steps: string,
 *   rail: string, road: string, place: string, point: string, waterName: string, greenName: string, halo: string,
 * }} Palette
 */

/** @type {Record<"dark" | "light", Palette>} */
export const PALETTES = {
  dark: {
    land: "#10161c",
    residential: "#131a21",
    business: "#171c25",
    school: "#191d24",
    hospital: "#1e1a21",
    square: "#182028",
    green: "#15301f",
    wood: "#133219",
    pitch: "#1a3a28",
    water: "#0c2536",
    building: "#1a232c",
    buildingLine: "#212c36",
    casing: "#0b1015",
    motorway: "#55503f",
    primary: "#424d59",
    secondary: "#36414c",
    minor: "#29333d",
    path: "#33404b",
    steps: "#5a5348",
    rail: "#323b45",
    road: "#8e9aa6",
    place: "#b4c0cb",
    point: "#77848f",
    waterName: "#4d87ac",
    greenName: "#58907a",
    halo: "#0d1217",
  },
  light: {
    land: "#f3f3ef",
    residential: "#eeeeea",
    business: "#f1ecec",
    school: "#f1efe2",
    hospital: "#f6e9ea",
    square: "#ebebe6",
    green: "#dcead6",
    wood: "#cfe2ca",
    pitch: "#d3e7d3",
    water: "#bcd8e8",
    building: "#e2e1dc",
    buildingLine: "#d3d1ca",
    casing: "#d6d4cd",
    motorway: "#f4d9a4",
    primary: "#fdeec8",
    secondary: "#ffffff",
    minor: "#ffffff",
    path: "#c9c5ba",
    steps: "#c49a86",
    rail: "#bdbab4",
    road: "#5e6469",
    place: "#33393f",
    point: "#70767b",
    waterName: "#3f7fa6",
    greenName: "#4d7d5c",
    halo: "#fbfbf9",
  },
};

/** Families are looked for on this machine; the first name only tells MapLibre the weight. */
const FAMILIES = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC"];
export const REGULAR = ["Fifteen Regular", ...FAMILIES];
export const MEDIUM = ["Fifteen Medium", ...FAMILIES];

/** Road width in pixels by zoom. @param {number} at12 @param {number} at18 @returns {Expression} */
const width = (at12, at18) => ["interpolate", ["exponential", 1.5], ["zoom"], 8, at12 * 0.25, 12, at12, 18, at18];

/** @type {[kinds: string[], colour: keyof Palette, at12: number, at18: number][]} narrow first */
const ROADS = [
  [["service"], "minor", 0.3, 7],
  [["minor", "pedestrian"], "minor", 0.9, 12],
  [["tertiary"], "secondary", 1.5, 16],
  [["secondary"], "secondary", 2, 20],
  [["primary"], "primary", 2.6, 24],
  [["trunk", "motorway"], "motorway", 3, 26],
];

/** @param {string[]} kinds @returns {Expression} */
const kindIn = (kinds) => ["in", ["get", "kind"], ["literal", kinds]];

/** The name in the reader's language. @param {import("../words.js").Language} language @returns {Expression} */
const name = (language) =>
  language === "en" ? ["coalesce", ["get", "name_en"], ["get", "name"]] : ["coalesce", ["get", "name"], ["get", "name_en"]];

/**
 * What lies below the zones.
 *
 * @param {Palette} colour
 * @returns {Layer[]}
 */
export function groundLayers(colour) {
  return [
    { id: "land", type: "background", paint: { "background-color": colour.land } },
    {
      id: "built",
      source: "base",
      "source-layer": "built",
      type: "fill",
      paint: {
        "fill-color": [
          "match",
          ["get", "kind"],
          "business", colour.business,
          "industry", colour.business,
          "school", colour.school,
          "hospital", colour.hospital,
          "square", colour.square,
          colour.residential,
        ], // prettier-ignore
      },
    },
  ];
}

/**
 * What stays itself within a zone: parks, water, houses.
 *
 * @param {Palette} colour
 * @returns {Layer[]}
 */
export function coverLayers(colour) {
  const from = { source: "base" };
  return [
    {
      id: "green",
      ...from,
      "source-layer": "green",
      type: "fill",
      paint: { "fill-color": ["match", ["get", "kind"], "wood", colour.wood, "pitch", colour.pitch, colour.green] },
    },
    { id: "water", ...from, "source-layer": "water", type: "fill", paint: { "fill-color": colour.water } },
    {
      id: "waterway",
      ...from,
      "source-layer": "waterway",
      type: "line",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": colour.water, "line-width": ["interpolate", ["exponential", 1.4], ["zoom"], 11, 1, 17, 9] },
    },
    {
      id: "buildings",
      ...from,
      "source-layer": "buildings",
      type: "fill",
      minzoom: 13.5,
      paint: {
        "fill-color": colour.building,
        "fill-outline-color": colour.buildingLine,
        "fill-opacity": ["interpolate", ["linear"], ["zoom"], 13.5, 0, 15, 1],
      },
    },
  ];
}

/**
 * Streets and railways.
 *
 * @param {Palette} colour
 * @returns {Layer[]}
 */
export function streetLayers(colour) {
  const from = { source: "base", "source-layer": "roads" };
  const round = /** @type {const} */ ({ "line-cap": "round", "line-join": "round" });
  /** @type {Layer[]} */
  const casings = ROADS.map(([kinds, , at12, at18]) => ({
    id: `casing-${kinds[0]}`,
    ...from,
    type: "line",
    filter: kindIn(kinds),
    minzoom: kinds[0] === "service" ? 14 : 11,
    layout: round,
    paint: { "line-color": colour.casing, "line-width": width(at12 + 1.2, at18 + 2.5) },
  }));
  /** @type {Layer[]} */
  const fills = ROADS.map(([kinds, tone, at12, at18]) => ({
    id: `road-${kinds[0]}`,
    ...from,
    type: "line",
    filter: kindIn(kinds),
    layout: round,
    paint: {
      "line-color": colour[tone],
      "line-width": width(at12, at18),
      "line-opacity": ["case", ["==", ["get", "tunnel"], true], 0.5, 1],
    },
  }));
  return [
    {
      id: "paths",
      ...from,
      type: "line",
      minzoom: 14,
      filter: kindIn(["path"]),
      paint: { "line-color": colour.path, "line-width": width(0.5, 3), "line-dasharray": [3, 1.5] },
    },
    {
      id: "steps",
      ...from,
      type: "line",
      minzoom: 14,
      filter: kindIn(["steps"]),
      paint: { "line-color": colour.steps, "line-width": width(1, 5), "line-dasharray": [0.6, 0.5] },
    },
    ...casings,
    ...fills,
    {
      id: "rail",
      source: "base",
      "source-layer": "rail",
      type: "line",
      filter: ["!=", ["get", "tunnel"], true],
      paint: { "line-color": colour.rail, "line-width": width(0.9, 3) },
    },
    {
      id: "rail-ties",
      source: "base",
      "source-layer": "rail",
      type: "line",
      minzoom: 14,
      filter: ["!=", ["get", "tunnel"], true],
      paint: { "line-color": colour.rail, "line-width": width(2.4, 8), "line-dasharray": [0.15, 1.5] },
    },
  ];
}

/**
 * Names, above everything of the base map.
 *
 * @param {Palette} colour
 * @param {import("../words.js").Language} language
 * @returns {Layer[]}
 */
export function nameLayers(colour, language) {
  const halo = { "text-halo-color": colour.halo, "text-halo-width": 1.4 };
  /** @type {(id: string, kinds: string[], minzoom: number, size: number) => Layer} */
  const street = (id, kinds, minzoom, size) => ({
    id,
    source: "base",
    "source-layer": "roads",
    type: "symbol",
    minzoom,
    filter: ["all", ["has", "name"], kindIn(kinds)],
    layout: {
      "symbol-placement": "line",
      "symbol-spacing": 320,
      "text-field": name(language),
      "text-font": REGULAR,
      "text-size": ["interpolate", ["linear"], ["zoom"], minzoom, size, 18, size + 3],
      "text-max-angle": 35,
      "text-padding": 6,
    },
    paint: { "text-color": colour.road, ...halo },
  });
  return [
    street("name-minor", ["minor", "pedestrian", "service", "steps", "path"], 15.2, 10.5),
    street("name-tertiary", ["tertiary"], 14.2, 10.5),
    street("name-secondary", ["secondary"], 13.2, 11),
    street("name-primary", ["primary", "trunk", "motorway"], 12.2, 11),
    {
      id: "name-water",
      source: "base",
      "source-layer": "waterway",
      type: "symbol",
      minzoom: 12.5,
      filter: ["has", "name"],
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 500,
        "text-field": name(language),
        "text-font": REGULAR,
        "text-size": 11,
        "text-letter-spacing": 0.15,
      },
      paint: { "text-color": colour.waterName, ...halo },
    },
    {
      id: "name-point",
      source: "base",
      "source-layer": "points",
      type: "symbol",
      minzoom: 13,
      filter: ["all", ["has", "name"], [">=", ["zoom"], ["+", ["get", "rank"], 0.4]]],
      layout: {
        "text-field": name(language),
        "text-font": REGULAR,
        "text-size": 10.5,
        "text-max-width": 8,
        "symbol-sort-key": ["get", "rank"],
        "text-padding": 8,
      },
      paint: {
        "text-color": ["match", ["get", "kind"], "park", colour.greenName, "hospital", colour.place, colour.point],
        ...halo,
      },
    },
    {
      id: "name-place",
      source: "base",
      "source-layer": "places",
      type: "symbol",
      filter: [">=", ["zoom"], ["-", ["get", "rank"], 0.2]],
      layout: {
        "text-field": name(language),
        "text-font": MEDIUM,
        "text-size": ["interpolate", ["linear"], ["get", "rank"], 7, 16, 11, 13.5, 15, 11],
        "text-max-width": 7,
        "symbol-sort-key": ["get", "rank"],
        "text-padding": 10,
      },
      paint: { "text-color": colour.place, ...halo, "text-halo-width": 1.6 },
    },
  ];
}
