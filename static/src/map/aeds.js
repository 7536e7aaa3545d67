/** AEDs as the map shows them: open, shut or unfit, each by its own shape. */
import { register, worthOf } from "../console/aeds.js";
import { layers } from "../console/state.js";
import { token } from "./images.js";
import { MEDIUM } from "./base.js";

/** @typedef {import("./overlays.js").Feature} Feature */

/** @returns {Feature[]} */
export function aedFeatures() {
  if (!layers.value.has("aeds")) return [];
  return register.value.map((aed) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [aed.lon, aed.lat] },
    properties: { id: aed.id, table: "aeds", name: aed.name, image: `aed-${worthOf(aed)}` },
  }));
}

/** @returns {import("maplibre-gl").LayerSpecification[]} */
export function aedLayers() {
  return [
    {
      id: "aeds",
      source: "aeds",
      type: "symbol",
      minzoom: 10.5,
      // Far out, where many would lie one upon the other, some make way; near, every one is seen.
      layout: {
        "icon-image": ["get", "image"],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 11, 0.7, 13, 1],
        "icon-allow-overlap": ["step", ["zoom"], false, 12.5, true],
        "icon-ignore-placement": ["step", ["zoom"], false, 12.5, true],
      },
    },
    {
      id: "aeds-names",
      source: "aeds",
      type: "symbol",
      minzoom: 15,
      layout: {
        "text-field": ["get", "name"],
        "text-font": MEDIUM,
        "text-size": 11,
        "text-anchor": "top",
        "text-offset": [0, 0.9],
        "text-optional": true,
      },
      paint: { "text-color": token("--text"), "text-halo-color": token("--map-rim"), "text-halo-width": 1.6 },
    },
  ];
}
