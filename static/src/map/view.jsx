import { effect, signal } from "@preact/signals";
import { AttributionControl, Map as MapLibre, NavigationControl, ScaleControl, addProtocol, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";
import { useEffect, useRef } from "preact/hooks";
import { type } from "../console/callform.js";
import { city, openIncident, panel, shown, theme } from "../console/state.js";
import { language, say } from "../words.js";
import { PALETTES, coverLayers, groundLayers, nameLayers, streetLayers } from "./base.js";
import { addImages } from "./images.js";
import { OWN_ZONE, overlayLayers, ownZoneLayer, zoneLayers } from "./layers.js";
import { NOTHING, OVERLAYS } from "./overlays.js";
import { drawn, picking, sight } from "./sight.js";

/** @typedef {import("maplibre-gl").StyleSpecification} Style */

const CLICKABLE = ["incidents", "people", "people-idle", "stations"];
const MARGIN_DEG = 0.05;
/** Zones have a hundred thousand points; nobody sees half a pixel of them. @type {Record<string, object>} */
const SLICING = { zones: { maxzoom: 14, tolerance: 0.5, buffer: 32 } };

const OPENSTREETMAP = '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>';

/** Counts the styles that have been loaded: what is drawn on top is put in again after each. */
const styled = signal(0);

/** @param {string} tiles @returns {Style} */
function style(tiles) {
  const colour = PALETTES[theme.value];
  const overlays = Object.keys(OVERLAYS).map((name) => [name, { type: "geojson", data: NOTHING, ...SLICING[name] }]);
  return {
    version: 8,
    sources: { base: { type: "vector", url: tiles }, ...Object.fromEntries(overlays) },
    layers: [
      ...groundLayers(colour),
      ...zoneLayers(),
      ...coverLayers(colour),
      ...streetLayers(colour),
      ownZoneLayer(),
      ...nameLayers(colour, language.value),
      ...overlayLayers(),
    ],
  };
}

/** @param {HTMLElement} container @param {import("../rows.js").City} place */
function build(container, place) {
  const [west, south, east, north] = place.bbox;
  const tiles = `pmtiles://${location.origin}/tiles/${encodeURIComponent(place.name)}.pmtiles`;
  const map = new MapLibre({
    container,
    style: style(tiles),
    bounds: [west, south, east, north],
    fitBoundsOptions: { padding: 12 },
    maxBounds: [west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG],
    maxZoom: 19,
    attributionControl: false,
    fadeDuration: 0,
    dragRotate: false,
    pitchWithRotate: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(
    new AttributionControl({
      compact: false,
      customAttribution: place.fictional ? say("ui.fictional_map") : OPENSTREETMAP,
    }),
  );
  map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
  map.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-right");
  map.on("style.load", () => {
    addImages(map);
    styled.value += 1;
  });
  map.on("dataloading", () => (container.ariaBusy = "true"));
  map.on("idle", () => (container.ariaBusy = "false"));
  map.on("click", (event) => onClick(map, event));
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = picking.value ? "crosshair" : thingAt(map, event.point) ? "pointer" : "";
  });
  return { map, restyle: () => map.setStyle(style(tiles), { diff: false }) };
}

/** @param {MapLibre} map @param {import("maplibre-gl").Point} at */
function thingAt(map, at) {
  const near = 4;
  /** @type {[[number, number], [number, number]]} */
  const box = [[at.x - near, at.y - near], [at.x + near, at.y + near]]; // prettier-ignore
  return map.queryRenderedFeatures(box, { layers: CLICKABLE.filter((layer) => map.getLayer(layer)) })[0]?.properties;
}

/** @param {MapLibre} map @param {import("maplibre-gl").MapMouseEvent} event */
function onClick(map, event) {
  const { lng, lat } = event.lngLat;
  const at = /** @type {[number, number]} */ ([Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
  if (picking.value === "place" && panel.value === "call") {
    type({ coordinates: at.join(", "), crs: "WGS84" });
    return;
  }
  if (picking.value === "closure") {
    drawn.value = [...drawn.value, at];
    return;
  }
  const thing = thingAt(map, event.point);
  if (thing?.table === "incidents") openIncident(thing.id);
  else shown.value = thing ? { table: thing.table, id: thing.id } : null;
}

/** @param {MapLibre} map @param {() => void} restyle @returns {(() => void)[]} how to stop following */
function follow(map, restyle) {
  /** @type {string | null} */
  let look = null;
  const overlays = Object.entries(OVERLAYS).map(([name, shows]) =>
    effect(() => {
      if (styled.value === 0) return;
      const source = /** @type {import("maplibre-gl").GeoJSONSource | undefined} */ (map.getSource(name));
      void source?.setData(shows());
    }),
  );
  return [
    ...overlays,
    effect(() => {
      const wanted = `${theme.value} ${language.value}`;
      if (look !== null && look !== wanted) restyle();
      look = wanted;
    }),
    effect(() => {
      if (styled.value === 0) return;
      const station = shown.value?.table === "stations" ? shown.value.id : "";
      map.setFilter(OWN_ZONE, ["==", ["get", "station"], station]);
    }),
    effect(() => {
      if (!sight.value) return;
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const { at, zoom } = sight.value;
      if (zoom === null && map.getBounds().contains(at)) return;
      map.easeTo({ center: at, zoom: Math.max(zoom ?? 0, map.getZoom()), duration: calm ? 0 : 350 });
    }),
  ];
}

export function MapView() {
  const container = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    if (!container.current || !city.value) return undefined;
    setWorkerUrl(/** @type {string} */ (document.body.dataset.mapWorker));
    addProtocol("pmtiles", new Protocol().tile);
    const { map, restyle } = build(container.current, city.value);
    const stops = follow(map, restyle);
    return () => {
      for (const stop of stops) stop();
      map.remove();
    };
  }, [city.value]);
  return <div ref={container} class="map-canvas" aria-busy="true" />;
}
