import { effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type } from "../console/callform.js";
import { city, openIncident, panel, shown, theme } from "../console/state.js";
import { language } from "../words.js";
import { PALETTES, coverLayers, groundLayers, nameLayers, streetLayers } from "./base.js";
import { Crowd } from "./crowd.js";
import { aedLayers } from "./aeds.js";
import { drawnLayers } from "./ground.js";
import { addImages } from "./images.js";
import { ABOVE_PEOPLE, OWN_ZONE, circleLayers, overlayLayers, ownZoneLayer, zoneLayers } from "./layers.js";
import { makeMap, nameParts } from "./making.js";
import { NOTHING, OVERLAYS, crowd } from "./overlays.js";
import { centre, drawn, picking, sight } from "./sight.js";

/** @typedef {import("maplibre-gl").StyleSpecification} Style */

const CLICKABLE = ["incidents", "people", "people-idle", "stations", "aeds"];
const NEAR_PX = 9;
const COARSE = { maxzoom: 14, tolerance: 0.5, buffer: 32 };
/** Zones have a hundred thousand points; nobody sees half a pixel of them. @type {Record<string, object>} */
const SLICING = { zones: COARSE, circle: COARSE };


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
      ...circleLayers(),
      ownZoneLayer(),
      ...nameLayers(colour, language.value),
      ...drawnLayers(),
      ...aedLayers(),
      ...overlayLayers(),
    ],
  };
}

/** @param {HTMLElement} container @param {import("../rows.js").City} place */
function build(container, place) {
  const [west, south, east, north] = place.bbox;
  const { map, restyle } = makeMap(container, { ...place, city: place.name }, style);
  /** @type {Crowd | undefined} */
  let people;
  map.on("style.load", () => {
    addImages(map);
    people = new Crowd([(west + east) / 2, (south + north) / 2], () => crowd.peek());
    map.addLayer(people, ABOVE_PEOPLE);
    styled.value += 1;
  });
  /** @param {import("maplibre-gl").MapMouseEvent} event */
  const thing = (event) => {
    const found = thingAt(map, event.point);
    const person = found?.table === "incidents" ? undefined : people?.at(event.lngLat, NEAR_PX);
    return person === undefined ? found : { table: "volunteers", id: person };
  };
  const tellCentre = () => {
    const { lng, lat } = map.getCenter();
    centre.value = [Number(lng.toFixed(6)), Number(lat.toFixed(6))];
  };
  map.on("move", tellCentre);
  tellCentre(); // before the first move, too, it is what the keyboard points at
  map.on("click", (event) => onClick(event, thing(event)));
  map.on("mousedown", "sketch-pin", (event) => dragPin(map, event));
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = picking.value ? "crosshair" : thing(event) ? "pointer" : "";
  });
  return { map, move: () => people?.move(), restyle };
}

/** @param {import("maplibre-gl").Map} map @param {import("maplibre-gl").Point} at */
function thingAt(map, at) {
  const near = 4;
  /** @type {[[number, number], [number, number]]} */
  const box = [[at.x - near, at.y - near], [at.x + near, at.y + near]]; // prettier-ignore
  return map.queryRenderedFeatures(box, { layers: CLICKABLE.filter((layer) => map.getLayer(layer)) })[0]?.properties;
}

/** @param {import("maplibre-gl").MapMouseEvent} event @param {any} thing that lies there */
function onClick(event, thing) {
  const { lng, lat } = event.lngLat;
  const at = /** @type {[number, number]} */ ([Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
  if (picking.value === "place" && panel.value === "call") {
    type({ coordinates: at.join(", "), crs: "WGS84", by_map: true });
    return;
  }
  if (picking.value === "closure" || picking.value === "alley") {
    drawn.value = [...drawn.value, at];
    return;
  }
  if (picking.value === "gate" || picking.value === "entrance") {
    drawn.value = [at];
    return;
  }
  if (thing?.table === "incidents") openIncident(thing.id);
  else shown.value = thing ? { table: thing.table, id: thing.id } : null;
}

/** The pin of a call goes along until the button is let go. @param {import("maplibre-gl").Map} map @param {import("maplibre-gl").MapMouseEvent} pressed */
function dragPin(map, pressed) {
  if (picking.value !== "place" || panel.value !== "call") return;
  pressed.preventDefault(); // the map stays
  /** @param {import("maplibre-gl").MapMouseEvent} event */
  const along = ({ lngLat }) => {
    const coordinates = `${Number(lngLat.lng.toFixed(6))}, ${Number(lngLat.lat.toFixed(6))}`;
    type({ coordinates, crs: "WGS84", by_map: true });
  };
  map.on("mousemove", along);
  void map.once("mouseup", () => void map.off("mousemove", along));
}

/** @param {ReturnType<typeof build>} built @returns {(() => void)[]} how to stop following */
function follow({ map, move, restyle }) {
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
      if (styled.value === 0) return;
      void crowd.value;
      move();
    }),
    effect(() => nameParts(map)),
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
      if (zoom === null && map.getBounds().contains(at)) {
        const hidden = UNDER_TOOLS_PX - map.project(at).y;
        if (hidden > 0) map.panBy([0, -hidden], { duration: calm ? 0 : 350 });
        return;
      }
      map.easeTo({ center: at, zoom: Math.max(zoom ?? 0, map.getZoom()), duration: calm ? 0 : 350 });
    }),
  ];
}

/** As much of the map's top as the layers cover. */
const UNDER_TOOLS_PX = 110;

export function MapView() {
  const container = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    if (!container.current || !city.value) return undefined;
    const built = build(container.current, city.value);
    const stops = follow(built);
    return () => {
      for (const stop of stops) stop();
      built.map.remove();
    };
  }, [city.value]);
  return <div ref={container} class="map-canvas" aria-busy="true" />;
}
