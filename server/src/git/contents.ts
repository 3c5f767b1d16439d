/** Contents of files that git stores. */
import type { spawn } from "node:child_process";
import { largerThan, maxFileSize } from "../disk/read";

/** A running `git cat-file`, which is asked for one object after the other. */
export class Contents {
  private read: Buffer = Buffer.alloc(0);
  private readonly chunks: AsyncIterator<Buffer>;

  constructor(private readonly child: ReturnType<typeof spawn>) {
    child.on("error", () => undefined);
    child.stdin?.on("error", () => undefined);
    this.chunks = (child.stdout as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /**
   * The bytes of an object, or why there are none: "it is …". `name` is an id or a path in a revision (`HEAD:a/b`). Wait for one before asking for
   * the next.
   */
  async of(name: string): Promise<Buffer | string> {
    if (name.includes("\n")) return "git does not accept its name";
    this.child.stdin?.write(`${name}\n`);
    const [, size] = /^[0-9a-f]+ \w+ (\d+)$/.exec(await this.line()) ?? [];
    const length = Number(size);
    if (size === undefined || !Number.isSafeInteger(length)) return "it is not in the repository";
    if (length > maxFileSize) {
      await this.skip(length + 1);
      return `it is ${largerThan(maxFileSize)}`;
    }
    const bytes = await this.take(length + 1);
    return bytes.length > length ? bytes.subarray(0, length) : "git ended before all of it was read";
  }

  end(): void {
    this.child.stdin?.end();
    this.child.kill();
  }

  private async line(): Promise<string> {
    const parts: Buffer[] = [];
    for (;;) {
      const at = this.read.indexOf(10);
      if (at >= 0) {
        const line = Buffer.concat([...parts, this.read.subarray(0, at)]).toString("utf8");
        this.read = this.read.subarray(at + 1);
        return line;
      }
      parts.push(this.read);
      if (!(await this.more())) return Buffer.concat(parts).toString("utf8");
    }
  }

  private async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = length; ;) {
      const part = this.read.subarray(0, left);
      this.read = this.read.subarray(part.length);
      parts.push(part);
      left -= part.length;
      if (left === 0 || !(await this.more())) return Buffer.concat(parts);
    }
  }

  private async skip(length: number): Promise<void> {
    for (let left = length; ;) {
      const part = Math.min(left, this.read.length);
      this.read = this.read.subarray(part);
      left -= part;
      if (left === 0 || !(await this.more())) return;
    }
  }

  private async more(): Promise<boolean> {
    const next = await this.chunks.next();
    this.read = next.done === true ? Buffer.alloc(0) : next.value;
    return next.done !== true;
  }
}
