/** How long a host may keep us waiting. */
export interface Limits {
  /** Seconds for the TCP connection and the handshake of ssh. */
  readonly connectSeconds: number;
  /** From the start of ssh to the agent's first word. */
  readonly helloMs: number;
  /** Without a word; a working agent says something every two seconds. */
  readonly silenceMs: number;
}

export const defaultLimits: Limits = { connectSeconds: 5, helloMs: 8_000, silenceMs: 15_000 };
