/** What a recording's file name says. */

/** The request hash in a recording's base name: 12 or 64 lower-case hex digits; undefined where the name carries none. */
export function hashOfName(name: string): string | undefined {
  return partsOfName(name)?.hash;
}

/** A recording's name taken apart. */
export interface RecordingName {
  readonly hash: string;
  /** Of a model list, `models-<hash>-<digest>.json`: the digest of the listed model ids. */
  readonly digest: string | undefined;
}

const plainName = /^([0-9a-f]{64}|[0-9a-f]{12})\.json$/;
const modelsName = /^models-([0-9a-f]{64}|[0-9a-f]{12})-([0-9a-f]{8})\.json$/;

/** Takes a base name apart; undefined for a name that the recorder would not give. */
export function partsOfName(name: string): RecordingName | undefined {
  const match = plainName.exec(name) ?? modelsName.exec(name);
  return match?.[1] === undefined ? undefined : { hash: match[1], digest: match[2] };
}
