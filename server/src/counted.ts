/** "1 recording", "1,500 recordings", "2 entries": how many there are of what, for people. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : several}`;
