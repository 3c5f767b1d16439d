/** After the editor was killed, offers at the next start to finish or undo what was interrupted. */
import { nameOf } from "../../../server/src/rerecord/describe";
import { abandoned, finishInterrupted, interruption, undoInterrupted } from "../../../server/src/rerecord/recover";
import { reviewOf } from "../../../server/src/rerecord/review";
import { showError, showFailure, showInformation, showWarning } from "../notifications";
import { OpenReview } from "./openReview";
import type { Judges } from "./judges";
import type { Reviews } from "./reviews";
import type { VSCode } from "../vscode";

/** Changes nothing before the user answers; without an answer it asks again at the next start. */
export async function recover(vscode: VSCode, storage: string, reviews: Reviews, { judge, splice }: Judges): Promise<void> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const { runs, problems: untrue } = await abandoned(storage, folders);
  for (const problem of untrue) void showWarning(vscode, problem);
  for (const { folder, journal } of runs) {
    const [finish, undo] = journal.phase === "accepting" ? ["Finish", "Undo"] : ["Review", "Discard"];
    const answer = await showWarning(vscode, interruption(journal, nameOf), finish, undo);
    try {
      if (answer === finish) {
        const transaction = await finishInterrupted(folder, journal);
        const { entries } = await reviewOf(transaction, judge);
        const review = new OpenReview(transaction, entries, splice);
        await review.recognise();
        await reviews.add(review);
        await reviews.focus();
      }
      if (answer === undo) {
        const problems = await undoInterrupted(folder, journal);
        if (problems.length > 0) void showError(vscode, problems.join(" "));
        else void showInformation(vscode, "The recordings are unchanged.");
      }
    } catch (error) {
      showFailure(vscode, error, "Tapedeck cannot finish it");
    }
  }
}
