/** Finds credentials of unknown format by where they are: headers, fields and URL parameters with telling names. */
import { looksRandom } from "./entropy";

/** Offsets in the text, `end` exclusive. `name` is the header, field or parameter. */
export interface Carried {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The result for nearly all texts. */
const none: readonly Carried[] = [];

/** `property` is the name of the property that holds the text. */
export function carriedIn(text: string, property: string): readonly Carried[] {
  if (!isCarrier(property)) return none;
  const found = /^ur[il]$/i.test(property) ? parametersOf(text) : [{ name: property, ...afterScheme(text) }];
  return found.filter(({ start, end }) => isCredential(text.slice(start, end)));
}

/** Finds the cookies in a request's Cookie header, or the one in a Set-Cookie header. Skips cookies that only contain words, such as a language. */
export function cookiesIn(text: string, property: string): readonly Carried[] {
  if (property.length > 10 || !/^(?:set-)?cookie$/i.test(property)) return none;
  const found = [...text.matchAll(/(?<=^|;\s?)([^=;\s]{1,100})=([^;]{16,4096})/g)].map(
    ({ 1: name = "", 2: value = "", index }) => {
      const start = index + name.length + 1;
      return { name, start, end: start + value.length };
    },
  );
  const set = property.length > "cookie".length ? found.filter(({ start, name }) => start === name.length + 1) : found;
  return set.filter(({ start, end }) => isCredential(text.slice(start, end)));
}

/** Names of headers and fields; URL parameters are checked one by one. */
const bare =
  "authorization|api[-_]?key|(?:auth|access|api|bearer|refresh|session)[-_]?token|(?:client|app)[-_]?secret|secret[-_]?(?:access[-_]?)?key|subscription-key";
const names = `(?:proxy-|x-|goog-|x-goog-|ocp-apim-)?(?:${bare})`;
const parameters = "[?&](?:key|api[-_]?key|(?:access|auth|api)?[-_]?token|sig|signature|x-amz-signature|x-goog-signature)=";
const carrier = new RegExp(`^(?:ur[il]|${names})$`, "i");
const trace = new RegExp(`(?:${bare}|cookie)\\\\{0,3}["']?\\s*:|${parameters}`, "i");

/** Whether a whole file may contain any. */
export const hasCarrier = (text: string): boolean => trace.test(text);

/** Cached by property, because recordings have few different ones; limited, because hostile files may have any number. */
const carriers = new Map<string, boolean>();

function isCarrier(property: string): boolean {
  const before = carriers.get(property);
  if (before !== undefined) return before;
  if (carriers.size > 5000) carriers.clear();
  const is = property.length < 40 && carrier.test(property);
  carriers.set(property, is);
  return is;
}

function afterScheme(text: string) {
  return { start: /^(?:Bearer|Basic|Token|Key)\s+/i.exec(text)?.[0].length ?? 0, end: text.length };
}

/** Finds credentials in parameters such as `?key=…`. */
function parametersOf(url: string): Carried[] {
  if (!/[?&]/.test(url)) return [];
  const isOver = hasRunOut(url);
  return [...url.matchAll(new RegExp(`(${parameters})([^&#\\s]+)`, "gi"))]
    .map(({ 0: all, 1: before = "", index }) => ({
      name: `?${before.slice(1, -1)}`,
      start: index + before.length,
      end: index + all.length,
    }))
    .filter(({ name }) => !(isOver && /sig/i.test(name)));
}

/** Whether a signed URL has expired. Azure's have an end date, AWS's and Google's a start date and a number of seconds. */
function hasRunOut(url: string): boolean {
  const until = /[?&]se=(\d{4}-[^&#]{1,40})/i.exec(url)?.[1]?.replaceAll(/%3a/gi, ":");
  if (until !== undefined) return Date.parse(until) < Date.now();
  const from = /[?&]x-(?:amz|goog)-date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/i.exec(url);
  const seconds = /[?&]x-(?:amz|goog)-expires=(\d{1,9})/i.exec(url)?.[1];
  if (from === null || seconds === undefined) return false;
  const [, year, month, day, hour, minute, second] = from;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + Number(seconds) * 1000 < Date.now();
}

/** Keys that are public by design: PostHog's project keys. */
const isPublic = (value: string): boolean => value.startsWith("phc_");

/** Whether a value is one word of letters and digits with high entropy: not a sentence, a name, or an id with a format of its own. */
function isCredential(value: string): boolean {
  if (isPublic(value)) return false;
  if (!/^[\w\-.~+/=:%]{16,4096}$/.test(value) || !/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  const isUuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value);
  return !isUuid && looksRandom(value);
}
