/** OGX names its files by the hash of their request. */
import type { RequestNaming } from "../../recording/naming";
import { digitsIn, fileNameOf, hashesIn, idOf, partsOfName } from "./names";
import { hashOfTest } from "./hashOfTest";
import { hashesLike, namingOf } from "./naming";
import { readAsked } from "./pastedRequest";
import { readHashable, requestHash } from "./requestHash";
import { evidenceOf, nameStatus, schemeInUse, schemeOfName } from "./schemeInUse";
import { newestScheme, schemeNamed, schemes } from "./schemes";

export const requestNaming: RequestNaming = {
  schemes,
  newest: newestScheme,
  partsOfName,
  fileNameOf,
  idOf,
  digitsIn,
  hashesIn,
  namingOf,
  hashOfTest: (file, scheme, sha256) => hashOfTest(file, schemeNamed(scheme).name, sha256),
  hashUnder(file, scheme, sha256) {
    const request = readHashable(file);
    return request && requestHash(request, schemeNamed(scheme).name, sha256);
  },
  hashesLike,
  evidenceOf,
  schemeInUse,
  schemeOfName,
  nameStatus,
  readAsked,
};
