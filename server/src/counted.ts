/** "5 recordings in 2 files"; without the files if there are as many. */
export function countedIn(recordings: number, files: number): string {
  const size = counted(recordings, "recording");
  return files === recordings ? size : `${size} in ${counted(files, "file")}`;
}

/** A count with its noun: "1 recording", "1,500 recordings", "2 entries". */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : several}`;
