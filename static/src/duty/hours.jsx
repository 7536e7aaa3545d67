/** Hours that wait for a yes. */
import { say } from "../words.js";

export const loadHours = async () => undefined;

export function Hours() {
  return <p class="empty">{say("duty.no_hours")}</p>;
}
