import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Readable, Writable } from "node:stream";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** A real headless Chromium, spoken to over its DevTools pipe. */
export class Browser {
  /** All that it reported: requests, and lines of its log and console. */
  readonly events: Message[] = [];
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #answers = new Map<number, (message: Message) => void>();
  #session: string | undefined;
  #last = 0;
  #rest = "";

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    (child.stdio[4] as Readable).setEncoding("utf8").on("data", (text: string) => {
      this.#take(text);
    });
  }

  /** Throws where there is no Chromium: then nothing has been tested. */
  static async start(): Promise<Browser> {
    const program = (process.env.PATH ?? "")
      .split(delimiter)
      .map((folder) => join(folder, "chromium"))
      .find((path) => existsSync(path));
    if (program === undefined) {
      throw new Error(
        "Chromium is missing, and the page is tested in nothing else; install it: apt-get install chromium (toolchain/setup --box does)",
      );
    }
    const folder = mkdtempSync(join(tmpdir(), "ocplab-chromium-"));
    const child = spawn(
      program,
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--remote-debugging-pipe",
        `--user-data-dir=${folder}`,
      ],
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
    );
    const browser = new Browser(child, folder);
    const { targetId } = await browser.call("Target.createTarget", { url: "about:blank" });
    const attach = { targetId, flatten: true };
    browser.#session = (await browser.call("Target.attachToTarget", attach)).sessionId as string;
    for (const domain of ["Page", "Network", "Log", "Runtime"])
      await browser.call(`${domain}.enable`);
    return browser;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Shows a file at a width, and waits until it has been loaded. */
  async show(file: string, width: number, height: number, theme = "light"): Promise<void> {
    const size = { width, height, deviceScaleFactor: 1, mobile: width < 600 };
    await this.call("Emulation.setDeviceMetricsOverride", size);
    const features = [{ name: "prefers-color-scheme", value: theme }];
    await this.call("Emulation.setEmulatedMedia", { features });
    const loaded = this.#event("Page.loadEventFired");
    await this.call("Page.navigate", { url: `file://${file}` });
    await loaded;
  }

  /** The value of an expression in the page. */
  async ask(expression: string): Promise<unknown> {
    const { result } = await this.call("Runtime.evaluate", { expression, returnByValue: true });
    return (result as { readonly value?: unknown }).value;
  }

  /** Presses and releases one key. */
  async press(key: string, text?: string): Promise<void> {
    const event = { key, code: key, ...(text !== undefined && { text }) };
    await this.call("Input.dispatchKeyEvent", {
      type: "keyDown",
      ...event,
      windowsVirtualKeyCode: codes[key],
    });
    await this.call("Input.dispatchKeyEvent", { type: "keyUp", key, code: key });
  }

  async type(text: string): Promise<void> {
    await this.call("Input.insertText", { text });
  }

  /** A PNG of what is in view. */
  async picture(): Promise<Buffer> {
    const { data } = await this.call("Page.captureScreenshot", { format: "png" });
    return Buffer.from(data as string, "base64");
  }

  async call(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#last;
    const session = this.#session === undefined ? {} : { sessionId: this.#session };
    const answered = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    const request = JSON.stringify({ id, method, params, ...session });
    (this.#child.stdio[3] as Writable).write(`${request}\0`);
    const { result, error } = await answered;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  #event(method: string): Promise<void> {
    return new Promise((resolve) => {
      this.#child.stdio[4]?.on("data", () => {
        if (this.events.some((event) => event.method === method)) resolve();
      });
      this.events.length = 0;
    });
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split("\0");
    this.#rest = parts.pop() ?? "";
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      if (message.id === undefined) this.events.push(message);
      else this.#answers.get(message.id)?.(message);
    }
  }
}

const codes: Readonly<Record<string, number>> = { Tab: 9, Escape: 27, "/": 191 };
