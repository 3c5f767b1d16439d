/** Where the documentation is published: beside the sources, whose address the manifest names. */
import { repository } from "../../../package.json";

/** The address of the project; undefined as long as the manifest names none. */
export function homePage(address: string = repository.url): string | undefined {
  return address === "" ? undefined : address;
}

/** The address of a rule's page; undefined as long as the manifest names no repository. */
export function rulePage(code: string, address?: string): string | undefined {
  const home = homePage(address);
  return home && `${home}/blob/main/docs/rules/${code}.md`;
}
