/**
 * Lengths and areas of GeoJSON in a city, on the sphere of WGS-84's mean radius.
 */
const RADIUS_M = 6_371_008.8;
const radians = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180;

/** @typedef {GeoJSON.Position} Position */

/** Great-circle metres. @param {Position} a @param {Position} b */
function between([lonA = 0, latA = 0], [lonB = 0, latB = 0]) {
  const half = (/** @type {number} */ degrees) => Math.sin(radians(degrees) / 2) ** 2;
  const h = half(latB - latA) + Math.cos(radians(latA)) * Math.cos(radians(latB)) * half(lonB - lonA);
  return 2 * RADIUS_M * Math.asin(Math.sqrt(h));
}

/** Metres along a line; of anything else 0. @param {GeoJSON.Geometry} geometry */
export function lengthOf(geometry) {
  if (geometry.type !== "LineString") return 0;
  const line = geometry.coordinates;
  return line.slice(1).reduce((sum, to, index) => sum + between(/** @type {Position} */ (line[index]), to), 0);
}

/** Square metres of an area less its holes; of anything else 0. @param {GeoJSON.Geometry} geometry */
export function areaOf(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.type === "MultiPolygon" ? geometry.coordinates : [];
  return polygons.reduce((sum, [outer = [], ...holes]) => sum + within(outer) - holes.reduce((cut, hole) => cut + within(hole), 0), 0);
}

/** @param {Position[]} ring */
function within(ring) {
  const doubled = ring.slice(1).reduce((sum, [lon = 0, lat = 0], index) => {
    const [before = 0, was = 0] = /** @type {Position} */ (ring[index]);
    return sum + radians(lon - before) * (2 + Math.sin(radians(was)) + Math.sin(radians(lat)));
  }, 0);
  return Math.abs((doubled * RADIUS_M ** 2) / 2);
}
