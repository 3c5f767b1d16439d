/** Counts, by kind of damage, what was due to be said of a stream and what was said. */

export interface Outcome {
  /** Why something has to be said. */
  readonly due: readonly string[];
  /** All that is said, and of it what would be wrong to say of a stream on which all agree. */
  readonly made: readonly string[];
  readonly alarms: readonly string[];
}

const none = { tried: 0, due: 0, made: 0, missed: 0, false: 0 };

export class Table {
  readonly #rows = new Map<string, typeof none>();
  /** What was missed and what is false, with the reasons. */
  readonly wrong: string[] = [];

  add(kind: string, what: string, { due, made, alarms }: Outcome): void {
    const missed = due.length > 0 && made.length === 0;
    const isFalse = due.length === 0 && alarms.length > 0;
    for (const name of [kind, "all"]) {
      const row = this.#rows.get(name) ?? { ...none };
      this.#rows.set(name, row);
      row.tried++;
      if (due.length > 0) row.due++;
      if (due.length > 0 && made.length > 0) row.made++;
      if (missed) row.missed++;
      if (isFalse) row.false++;
    }
    if (missed || isFalse) this.wrong.push([`${missed ? "MISSED" : "FALSE"} ${what}`, ...due, ...alarms].join("\n    "));
  }

  print(title: string): void {
    const columns = Object.keys(none) as (keyof typeof none)[];
    const line = (name: string, cells: readonly (string | number)[]) =>
      name.padEnd(18) + cells.map((cell) => String(cell).padStart(8)).join("");
    const rows = [...this.#rows].map(([name, row]) =>
      line(
        name,
        columns.map((column) => row[column]),
      ),
    );
    console.log([title, line("", columns), ...rows].join("\n"));
  }
}
