/** Addresses of the published documentation, derived from the repository in the manifest. */
import { repository } from "../../../package.json";

/** The address of the project; undefined if the manifest has none. */
export function homePage(address: string = repository.url): string | undefined {
  return address === "" ? undefined : address;
}

/** The address of a rule's page; undefined if the manifest has no repository. */
export function rulePage(code: string, address?: string): string | undefined {
  const home = homePage(address);
  return home && `${home}/blob/main/docs/rules/${code}.md`;
}
