import { recoverFixes } from "../../rerecord/fix";
import { complain } from "../output";

/** Restores what an earlier command left half done. Returns false if that was not possible, which was reported. */
export async function recovered(store: string, workspaceFolder: string): Promise<boolean> {
  const { undone, problems } = await recoverFixes(store, workspaceFolder);
  if (undone.length > 0) process.stderr.write("tapedeck: An interrupted fix was undone.\n");
  for (const problem of problems) complain(problem, 2);
  return problems.length === 0;
}
