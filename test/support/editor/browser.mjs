// The browser that the real editor is used in.
import { chromium } from "playwright-core";
import { ensureChromium } from "../codeServer/install.mjs";

const chromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless Chromium; close it when done. Throws a sentence when none can be found or installed. */
export function launchChromium() {
  return chromium.launch({ executablePath: ensureChromium(), args: chromiumArguments });
}
