import { language, say, speak } from "../words.js";

/** Named in the language that it brings. */
export function OtherLanguage() {
  const other = language.value === "en" ? "zh-CN" : "en";
  return (
    <button type="button" class="quiet" lang={other} onClick={() => speak(other)}>
      {say("ui.other_language")}
    </button>
  );
}
