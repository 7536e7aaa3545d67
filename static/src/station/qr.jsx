/** A QR code as one path: sharp at every size, and no picture that a policy could forbid. */
import { encode } from "uqr";

/** @param {{text: string, label: string}} props black on white whatever the theme: scanners want it so */
export function QrCode({ text, label }) {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
