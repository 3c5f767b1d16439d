/** The sample's provider, run on a free port during a test. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface RunningProvider {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts it with the available Python and these additional environment variables; rejects with its output if it does not start. */
export async function startSampleProvider(settings: Readonly<Record<string, string>> = {}): Promise<RunningProvider> {
  const script = join(import.meta.dirname, "../sample/provider.py");
  const python = spawn(process.env["TAPEDECK_PYTHON"] ?? "python3", ["-B", "-u", script], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  python.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: python.stdout }).once("line", resolve);
    python.once("error", reject);
    python.once("exit", () => reject(new Error(`The sample provider did not start: ${said}`)));
  });
  const stop = async (): Promise<void> => {
    const ended = once(python, "exit");
    if (python.exitCode === null && python.kill()) await ended;
  };
  return { url, stop };
}
