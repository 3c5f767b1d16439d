/** Whether Python can convert certain texts. */

/** Whether `base64.decodebytes` accepts a text: it skips other characters, but needs complete groups of four. */
export function isBase64(text: string): boolean {
  let [inGroup, pads] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 127) return false;
    if (unit === equals) {
      if (inGroup >= 2 && inGroup + ++pads >= 4) return true;
    } else if (isDigit(unit)) {
      inGroup = (inGroup + 1) % 4;
      pads = 0;
    }
  }
  return inGroup === 0;
}

const [equals, plus, slash] = [61, 43, 47];

function isDigit(unit: number): boolean {
  if (unit >= 48 && unit <= 57) return true;
  return (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === plus || unit === slash;
}

const timestamp =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(?:Z|[-+](\d\d?)(?::(\d\d))?))?)?$/;

/** Whether `datetime` accepts a text that YAML takes for a date. */
export function isDate(text: string): boolean {
  const found = timestamp.exec(text);
  if (found === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0] = found
    .slice(1)
    .map((part) => Number(part) || 0);
  const last = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > last) return false;
  return hour < 24 && minute < 60 && second < 60 && zone < 24;
}
