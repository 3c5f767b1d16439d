import { recoverFixes } from "../../rerecord/fix";
import { complain } from "../output";

/** What an earlier command left half done is put back. False: that was not possible. */
export async function recovered(store: string, workspaceFolder: string): Promise<boolean> {
  const { undone, problems } = await recoverFixes(store, workspaceFolder);
  if (undone.length > 0) process.stderr.write("tapedeck: An interrupted fix was undone.\n");
  for (const problem of problems) complain(problem, 2);
  return problems.length === 0;
}
