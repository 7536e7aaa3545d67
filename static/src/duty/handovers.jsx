/** What one shift leaves to the next. */
import { say } from "../words.js";

export const loadHandovers = async () => undefined;

export function Handovers() {
  return <p class="empty">{say("duty.no_handovers")}</p>;
}
