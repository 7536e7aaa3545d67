/**
 * Everyone who sends a position, drawn in one call: thousands move each second, and no source is sliced anew for it.
 *
 * A MapLibre layer of its own. The map is never turned or tilted, so a place is a scale and a shift; both are worked out
 * in doubles here, and the shader gets what is left.
 */
import { MercatorCoordinate } from "maplibre-gl";
import { CELL, atlas } from "./images.js";

/** @typedef {{volunteer: string, lon: number, lat: number, image: string, idle: boolean}} Person */

const TILE = 512;
const FLOATS = 4;
/** Idle people from afar: dots, so that who is on the way stands out. */
const FAR = 0.55;
const NEAR_ZOOM = 14.4;

const VERTEX = `#version 300 es
uniform vec2 u_scale;
uniform vec2 u_shift;
uniform float u_pixels;
uniform float u_idle;
in vec4 a_person;
flat out float v_cell;
void main() {
  gl_Position = vec4(a_person.xy * u_scale + u_shift, 0.0, 1.0);
  gl_PointSize = u_pixels * (a_person.w > 0.5 ? u_idle : 1.0);
  v_cell = a_person.z;
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
uniform sampler2D u_atlas;
uniform float u_columns;
flat in float v_cell;
out vec4 colour;
void main() {
  vec2 corner = vec2(mod(v_cell, u_columns), floor(v_cell / u_columns));
  colour = texture(u_atlas, (corner + gl_PointCoord) / u_columns);
}`;

export class Crowd {
  id = "crowd";
  type = /** @type {const} */ ("custom");
  renderingMode = /** @type {const} */ ("2d");

  /** @param {[number, number]} origin in the city: offsets from it are exact enough in single precision @param {() => readonly Person[]} people */
  constructor(origin, people) {
    this.origin = MercatorCoordinate.fromLngLat(origin);
    this.people = people;
    /** @type {readonly Person[]} */
    this.drawn = [];
    this.points = new Float32Array(0);
    this.changed = true;
    this.atlas = atlas();
  }

  /** @param {import("maplibre-gl").Map} map @param {WebGL2RenderingContext} gl */
  onAdd(map, gl) {
    this.map = map;
    const program = /** @type {WebGLProgram} */ (gl.createProgram());
    for (const [type, source] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]])) {
      const shader = /** @type {WebGLShader} */ (gl.createShader(type));
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.bindAttribLocation(program, 0, "a_person");
    gl.linkProgram(program);
    this.program = program;
    this.uniforms = Object.fromEntries(
      ["u_scale", "u_shift", "u_pixels", "u_idle", "u_atlas", "u_columns"].map((name) => [name, gl.getUniformLocation(program, name)]),
    );
    this.buffer = gl.createBuffer();
    this.texture = null;
  }

  /** @param {import("maplibre-gl").Map} _map @param {WebGL2RenderingContext} gl */
  onRemove(_map, gl) {
    gl.deleteProgram(this.program ?? null);
    gl.deleteBuffer(this.buffer ?? null);
    gl.deleteTexture(this.texture ?? null);
    this.map = undefined;
  }

  /** Somebody has moved: drawn at the next frame, however many move until then, and not while nobody looks. */
  move() {
    this.changed = true;
    this.map?.triggerRepaint();
  }

  /** @param {WebGL2RenderingContext} gl */
  render(gl) {
    if (!this.map || !this.program || !this.uniforms) return;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer ?? null);
    if (this.changed) this.upload(gl);
    if (this.drawn.length === 0) return;
    const { width, scaleX, scaleY, x, y } = this.frame(this.map);
    gl.useProgram(this.program);
    gl.activeTexture(gl.TEXTURE0);
    this.bindAtlas(gl);
    gl.uniform1i(this.uniforms.u_atlas ?? null, 0);
    gl.uniform1f(this.uniforms.u_columns ?? null, this.atlas.columns);
    gl.uniform2f(this.uniforms.u_scale ?? null, scaleX, scaleY);
    gl.uniform2f(this.uniforms.u_shift ?? null, x, y);
    gl.uniform1f(this.uniforms.u_pixels ?? null, CELL * (gl.drawingBufferWidth / width));
    gl.uniform1f(this.uniforms.u_idle ?? null, this.map.getZoom() < NEAR_ZOOM ? FAR : 1);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, FLOATS, gl.FLOAT, false, 0, 0);
    gl.drawArrays(gl.POINTS, 0, this.drawn.length);
  }

  /** Clip space of an offset from the origin: times the scale, plus the shift. @param {import("maplibre-gl").Map} map */
  frame(map) {
    const { clientWidth: width, clientHeight: height } = map.getCanvas();
    const world = TILE * 2 ** map.getZoom();
    const centre = MercatorCoordinate.fromLngLat(map.getCenter());
    const scaleX = (2 * world) / width;
    const scaleY = (-2 * world) / height;
    return { width, scaleX, scaleY, x: (this.origin.x - centre.x) * scaleX, y: (this.origin.y - centre.y) * scaleY };
  }

  /** @param {WebGL2RenderingContext} gl */
  upload(gl) {
    this.changed = false;
    // Who is on the way is drawn over those who wait.
    const people = this.people();
    this.drawn = [...people.filter(({ idle }) => idle), ...people.filter(({ idle }) => !idle)];
    if (this.points.length < this.drawn.length * FLOATS) this.points = new Float32Array(this.drawn.length * FLOATS * 1.5);
    this.drawn.forEach(({ lon, lat, image, idle }, index) => {
      const at = MercatorCoordinate.fromLngLat([lon, lat]);
      const first = index * FLOATS;
      this.points[first] = at.x - this.origin.x;
      this.points[first + 1] = at.y - this.origin.y;
      this.points[first + 2] = this.atlas.cells.get(image) ?? 0;
      this.points[first + 3] = idle ? 1 : 0;
    });
    gl.bufferData(gl.ARRAY_BUFFER, this.points, gl.DYNAMIC_DRAW);
  }

  /** @param {WebGL2RenderingContext} gl */
  bindAtlas(gl) {
    if (this.texture) {
      gl.bindTexture(gl.TEXTURE_2D, this.texture);
      return;
    }
    this.texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, this.atlas.image);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }

  /** Who is drawn there, the topmost. @param {import("maplibre-gl").LngLat} lngLat @param {number} near in pixels @returns {string | undefined} */
  at(lngLat, near) {
    if (!this.map) return undefined;
    const place = MercatorCoordinate.fromLngLat(lngLat);
    const x = place.x - this.origin.x;
    const y = place.y - this.origin.y;
    const reach = near / (TILE * 2 ** this.map.getZoom());
    for (let index = this.drawn.length - 1; index >= 0; index -= 1) {
      const first = index * FLOATS;
      const across = Math.abs(/** @type {number} */ (this.points[first]) - x);
      const along = Math.abs(/** @type {number} */ (this.points[first + 1]) - y);
      if (across <= reach && along <= reach) return this.drawn[index]?.volunteer;
    }
    return undefined;
  }
}
