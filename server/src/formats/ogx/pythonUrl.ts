/** The parts of `urllib.parse.urlparse` that a request hash depends on. The WHATWG `URL` would normalize what Python leaves alone. */

export interface PythonUrl {
  /** Host, port and credentials, as written. */
  readonly netloc: string;
  /** In lower case; undefined if there is none. */
  readonly hostname: string | undefined;
  /** Without query, fragment and the `;parameters` of the last segment. */
  readonly path: string;
}

/** Schemes whose last path segment may have `;parameters`. */
const withParameters = new Set([
  "",
  "ftp",
  "hdl",
  "prospero",
  "http",
  "https",
  "imap",
  "rtsp",
  "rtsps",
  "rtspu",
  "sip",
  "sips",
  "mms",
  "sftp",
  "tel",
  "shttp",
]);

/** undefined if Python raises, because of unbalanced brackets in the host. */
export function parsePythonUrl(text: string): PythonUrl | undefined {
  const url = /[\0-\x20]/.test(text) ? text.replace(/^[\0-\x20]+/, "").replace(/[\t\r\n]/g, "") : text;
  const [, scheme, netloc = "", tail = ""] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/.exec(url) ?? [];
  if (netloc.includes("[") !== netloc.includes("]")) return undefined;
  const path = withParameters.has(scheme?.toLowerCase() ?? "") ? withoutParameters(tail) : tail;
  return { netloc, hostname: hostnameIn(netloc), path };
}

function hostnameIn(netloc: string): string | undefined {
  const host = netloc.slice(netloc.lastIndexOf("@") + 1);
  const bracket = host.indexOf("[");
  const name = bracket < 0 ? host.split(":")[0] : host.slice(bracket + 1).split("]")[0];
  // A zone after a percent sign keeps its case.
  return name?.replace(/^[^%]*/, (address) => address.toLowerCase()) || undefined;
}

function withoutParameters(path: string): string {
  const semicolon = path.indexOf(";", Math.max(path.lastIndexOf("/"), 0));
  return semicolon < 0 ? path : path.slice(0, semicolon);
}
