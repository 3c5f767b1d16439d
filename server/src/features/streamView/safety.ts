/** The result of the provider's own filter: Gemini's safety ratings, Azure's content filter results. */
import type { SafetyRating } from "../../protocol";
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../../recording/json";
import type { Recording } from "../../recording/recording";

/** The last rating of each category, in the order in which they first appeared. Empty for providers without ratings. */
export function safetyRatings(recording: Recording | undefined): readonly SafetyRating[] {
  const ratings = new Map<string, SafetyRating>();
  for (const chunk of recording?.chunks ?? []) {
    for (const rating of ratingsOf(objectOf(chunk.data))) ratings.set(rating.category, rating);
  }
  return [...ratings.values()];
}

function ratingsOf(data: JsonObject): SafetyRating[] {
  const holders = [...listOf(data.candidates), data.prompt_feedback, data.promptFeedback].map(objectOf);
  const gemini = holders.flatMap((holder) => listOf(holder.safety_ratings ?? holder.safetyRatings)).map(objectOf);
  const azure = listOf(data.choices).map((choice) => objectOf(objectOf(choice).content_filter_results));
  return [...gemini.flatMap(geminiRating), ...azure.flatMap((results) => Object.entries(results).flatMap(azureRating))];
}

function geminiRating(rating: JsonObject): SafetyRating[] {
  const category = stringOf(rating.category);
  if (category === undefined) return [];
  const name = category
    .replace(/^HARM_CATEGORY_/, "")
    .toLowerCase()
    .replaceAll("_", " ");
  const probability = (stringOf(rating.probability) ?? "unknown").toLowerCase().replaceAll("_", " ");
  return [{ category: name, probability, blocked: rating.blocked === true }];
}

function azureRating([category, result]: [string, unknown]): SafetyRating[] {
  if (!isObject(result)) return [];
  const said = stringOf(result.severity) ?? (result.detected === true ? "detected" : "not detected");
  return [{ category: category.replaceAll("_", " "), probability: said, blocked: result.filtered === true }];
}
