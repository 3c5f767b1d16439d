/** A count with its noun: "1 recording", "1,500 recordings", "2 entries". */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : several}`;
