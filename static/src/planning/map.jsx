/** The map of who is not reached, with stations that are dragged, or moved by arrow keys. */
import { effect, signal } from "@preact/signals";
import { Marker } from "maplibre-gl";
import { useEffect, useRef } from "preact/hooks";
import { PALETTES, coverLayers, groundLayers, nameLayers, streetLayers } from "../map/base.js";
import { makeMap, nameParts } from "../map/making.js";
import { language, say } from "../words.js";
import { add, adding, cells, circles, gaps, look, placed, preview, selected, settle, sites, theme, today } from "./state.js";

/** @typedef {import("./state.js").Site} Site */

const STEP_M = 50;
const METRES_A_DEGREE = 111_320;
const NOTHING = { type: /** @type {const} */ ("FeatureCollection"), features: [] };
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
});
/** Sign of each fate; its word stands in the label. @type {Record<string, string>} */
export const SIGN = { kept: "", moved: "↗", added: "+", dropped: "×" };

/** Where to fly. */
export const flight = signal(/** @type {{at: [number, number], zoom: number} | null} */ (null));
/** Whether cells that are reached are drawn, too. */
export const showReached = signal(false);
const styled = signal(0);
/** The middle of the map: where the keyboard adds a station. */
export const centre = signal(/** @type {[number, number]} */ ([0, 0]));

/** @param {string} property */
const token = (property) => getComputedStyle(document.documentElement).getPropertyValue(property).trim();

/** @param {string} tiles @returns {import("maplibre-gl").StyleSpecification} */
function style(tiles) {
  const colour = PALETTES[theme.value];
  const bad = token("--bad");
  /** @type {import("maplibre-gl").ExpressionSpecification} */
  const radius = ["interpolate", ["exponential", 1.6], ["zoom"], 10, ["*", 5, ["get", "size"]], 16, ["*", 34, ["get", "size"]]];
  return {
    version: 8,
    sources: {
      base: { type: "vector", url: tiles },
      cells: { type: "geojson", data: NOTHING },
      gaps: { type: "geojson", data: NOTHING },
      nominal: { type: "geojson", data: NOTHING },
      staffed: { type: "geojson", data: NOTHING },
    },
    layers: [
      ...groundLayers(colour),
      ...coverLayers(colour),
      ...streetLayers(colour),
      { id: "nominal", source: "nominal", type: "line", paint: { "line-color": token("--accent-strong"), "line-width": 2 } },
      {
        id: "staffed",
        source: "staffed",
        type: "line",
        paint: { "line-color": token("--waiting"), "line-width": 2, "line-dasharray": [3, 1.5] },
      },
      { id: "gaps", source: "gaps", type: "line", paint: { "line-color": bad, "line-width": 1.4, "line-dasharray": [2, 1.4] } },
      {
        id: "reached",
        source: "cells",
        type: "circle",
        filter: [">", ["get", "cover"], 0],
        paint: {
          "circle-radius": radius,
          "circle-color": ["case", ["==", ["get", "cover"], 1], token("--waiting"), token("--good")],
          "circle-opacity": 0.35,
        },
      },
      {
        id: "missed",
        source: "cells",
        type: "circle",
        filter: ["==", ["get", "cover"], 0],
        paint: { "circle-radius": radius, "circle-color": bad, "circle-opacity": 0.55, "circle-stroke-color": bad, "circle-stroke-width": 1 },
      },
      ...nameLayers(colour, language.value),
    ],
  };
}

/** @param {HTMLElement} container @param {import("./state.js").Today} place */
function build(container, place) {
  const { map, restyle } = makeMap(container, place, style);
  const tellCentre = () => {
    const { lng, lat } = map.getCenter();
    centre.value = [lng, lat];
  };
  tellCentre();
  map.on("move", tellCentre);
  map.on("style.load", () => (styled.value += 1));
  map.on("click", (event) => {
    if (adding.value) add(event.lngLat.lng, event.lngLat.lat);
  });
  return { map, restyle };
}

/** Uncovered cells, and those that are reached where they are wanted. */
function drawn() {
  const [known, now] = [cells.value, look.value];
  if (!known || !now || now.cover.length !== known.lon.length) return NOTHING;
  const most = Math.max(...known.weight, 1e-9);
  const features = [];
  for (let at = 0; at < known.lon.length; at += 1) {
    const cover = Number(now.cover[at]);
    const weight = known.weight[at] ?? 0;
    if (weight <= 0 || (cover > 0 && !showReached.value)) continue;
    features.push({
      type: /** @type {const} */ ("Feature"),
      geometry: { type: /** @type {const} */ ("Point"), coordinates: [known.lon[at] ?? 0, known.lat[at] ?? 0] },
      properties: { cover, size: Math.max(0.25, Math.sqrt(weight / most)) },
    });
  }
  return { type: /** @type {const} */ ("FeatureCollection"), features };
}

/** A station on the map: a button that can be dragged and moved by keys. */
class Pin {
  /** @param {import("maplibre-gl").Map} map @param {Site} site */
  constructor(map, site) {
    this.id = site.id;
    this.from = /** @type {Site[] | null} */ (null);
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "pin";
    this.marker = new Marker({ element: this.button, draggable: true }).setLngLat([site.lon, site.lat]).addTo(map);
    this.marker.on("dragstart", () => this.lift());
    this.marker.on("drag", () => {
      const { lng, lat } = this.marker.getLngLat();
      preview(placed(this.id, lng, lat));
    });
    this.marker.on("dragend", () => this.settle());
    this.button.addEventListener("click", (event) => {
      event.stopPropagation();
      selected.value = this.id;
      this.button.focus();
    });
    this.button.addEventListener("focus", () => (selected.value = this.id));
    this.button.addEventListener("blur", () => this.settle());
    this.button.addEventListener("keydown", (event) => this.press(event));
    this.show(site);
  }

  lift() {
    selected.value = this.id;
    this.from ??= sites.value;
  }

  settle() {
    if (this.from) settle(this.from);
    this.from = null;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const way = ARROWS[event.key];
    if (way && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      this.lift();
      const { lng, lat } = this.marker.getLngLat();
      const north = STEP_M / METRES_A_DEGREE;
      preview(placed(this.id, lng + (way[0] * north) / Math.cos((lat * Math.PI) / 180), lat + way[1] * north));
    } else if (event.key === "Enter" && this.from) {
      event.preventDefault();
      this.settle();
    } else if (event.key === "Escape" && this.from) {
      event.stopPropagation();
      preview(this.from);
      this.from = null;
    }
  }

  /** @param {Site} site */
  show(site) {
    const at = this.marker.getLngLat();
    if (at.lng !== site.lon || at.lat !== site.lat) this.marker.setLngLat([site.lon, site.lat]);
    const now = look.value;
    const lost = now?.off_road.includes(site.id) ? say("planning.off_road") : now?.unstaffed.includes(site.id) ? say("planning.unstaffed") : "";
    for (const fate of Object.keys(SIGN)) this.button.classList.toggle(`pin-${fate}`, fate === site.fate);
    this.button.classList.toggle("pin-lost", lost !== "");
    this.button.classList.toggle("pin-selected", selected.value === site.id);
    this.button.textContent = SIGN[site.fate] ?? "";
    this.button.ariaLabel = say("planning.pin", { name: site.name, fate: say(`planning.fate.${site.fate}`), lost });
    this.button.title = `${site.name} · ${say(`planning.fate.${site.fate}`)}${lost ? ` · ${lost}` : ""}`;
    this.marker.setDraggable(site.fate !== "dropped");
  }

  remove() {
    this.marker.remove();
  }
}

/** @param {ReturnType<typeof build>} built */
function follow({ map, restyle }) {
  /** @type {Map<string, Pin>} */
  const pins = new Map();
  /** @type {string | null} */
  let dressed = null;
  /** @param {string} name @param {() => any} shows */
  const source = (name, shows) =>
    effect(() => {
      const shown = shows();
      if (styled.value === 0) return;
      void (/** @type {import("maplibre-gl").GeoJSONSource | undefined} */ (map.getSource(name))?.setData(shown));
    });
  return [
    source("cells", drawn),
    source("nominal", () => circles.value?.nominal ?? NOTHING),
    source("staffed", () => circles.value?.staffed ?? NOTHING),
    source("gaps", () => gaps.value?.outlines ?? NOTHING),
    effect(() => {
      for (const site of sites.value) {
        const pin = pins.get(site.id) ?? new Pin(map, site);
        pins.set(site.id, pin);
        pin.show(site);
      }
      for (const [id, pin] of pins) {
        if (sites.value.some((one) => one.id === id)) continue;
        pin.remove();
        pins.delete(id);
      }
    }),
    effect(() => {
      const wanted = `${theme.value} ${language.value}`;
      if (dressed !== null && dressed !== wanted) restyle();
      dressed = wanted;
    }),
    effect(() => {
      if (!flight.value) return;
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      map.easeTo({ center: flight.value.at, zoom: Math.max(flight.value.zoom, map.getZoom()), duration: calm ? 0 : 350 });
    }),
    effect(() => {
      map.getCanvas().style.cursor = adding.value ? "crosshair" : "";
    }),
    effect(() => nameParts(map)),
  ];
}

export function PlanMap() {
  const container = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    if (!container.current || !today.value) return undefined;
    const built = build(container.current, today.value);
    const stops = follow(built);
    return () => {
      for (const stop of stops) stop();
      built.map.remove();
    };
  }, [today.value]);
  return <div ref={container} class="map-canvas" aria-busy="true" />;
}
