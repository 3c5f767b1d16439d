/** After the editor was killed: the next start offers to finish what was begun, or to undo it. */
import { nameOf } from "../../../server/src/rerecord/describe";
import { abandoned, finishInterrupted, interruption, undoInterrupted } from "../../../server/src/rerecord/recover";
import { reviewEntries, type Judge } from "../../../server/src/rerecord/review";
import { showError, showFailure, showInformation, showWarning } from "../notifications";
import { OpenReview } from "./openReview";
import type { Reviews } from "./reviews";

/** Nothing is touched before the user has answered; who does not answer is asked again at the next start. */
export async function recover(storage: string, reviews: Reviews, judge: Judge): Promise<void> {
  for (const { folder, journal } of await abandoned(storage)) {
    const [finish, undo] = journal.phase === "accepting" ? ["Finish", "Undo"] : ["Review", "Discard"];
    const answer = await showWarning(interruption(journal, nameOf), finish, undo);
    try {
      if (answer === finish) {
        const transaction = await finishInterrupted(folder, journal);
        const review = new OpenReview(transaction, await reviewEntries(transaction, judge));
        await review.recognise();
        await reviews.add(review);
        await reviews.focus();
      }
      if (answer === undo) {
        const problems = await undoInterrupted(folder, journal);
        if (problems.length > 0) void showError(problems.join(" "));
        else void showInformation("The recordings are as before the run.");
      }
    } catch (error) {
      showFailure(error, "Tapedeck cannot finish it");
    }
  }
}
