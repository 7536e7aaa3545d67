/** A map of a city: its tiles from our own server, north up, its frame, who is to be credited, and whether it is busy. */
import { AttributionControl, Map as MapLibre, NavigationControl, ScaleControl, addProtocol, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";
import { say } from "../words.js";

const MARGIN_DEG = 0.05;
const OPENSTREETMAP = '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>';

/**
 * @param {HTMLElement} container is `aria-busy` while tiles are loaded
 * @param {{city: string, bbox: [number, number, number, number] | number[], fictional: boolean}} place
 * @param {(tiles: string) => import("maplibre-gl").StyleSpecification} style of the tiles at that address
 */
export function makeMap(container, { city, bbox, fictional }, style) {
  setWorkerUrl(/** @type {string} */ (document.body.dataset.mapWorker));
  addProtocol("pmtiles", new Protocol().tile);
  const [west = 0, south = 0, east = 0, north = 0] = bbox;
  const tiles = `pmtiles://${location.origin}/tiles/${encodeURIComponent(city)}.pmtiles`;
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
  map.keyboard.disableRotation();
  map.addControl(new AttributionControl({ compact: false, customAttribution: fictional ? say("ui.fictional_map") : OPENSTREETMAP }));
  map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
  map.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-right");
  map.on("dataloading", () => (container.ariaBusy = "true"));
  map.on("idle", () => (container.ariaBusy = "false"));
  return { map, restyle: () => map.setStyle(style(tiles), { diff: false }) };
}

/** What MapLibre calls its own parts, in the reader's language. @param {MapLibre} map */
export function nameParts(map) {
  const names = { "": "map.title", ".maplibregl-ctrl-zoom-in": "map.zoom_in", ".maplibregl-ctrl-zoom-out": "map.zoom_out" };
  for (const [part, word] of Object.entries(names)) {
    const element = part ? map.getContainer().querySelector(part) : map.getCanvas();
    element?.setAttribute("aria-label", say(word));
    if (part) element?.setAttribute("title", say(word));
  }
}
