/** What goes wrong, as one tree: a TilError, and below it a generation that failed. */

export interface Trouble {
  code: string;
  status?: number;
  retryable?: boolean;
  fields?: Record<string, string[]>;
  retryAfter?: number | undefined;
  requestId?: string;
  cause?: unknown;
}

/** A request that was refused, or could not be made. `message` is safe to show to a person. */
export class TilError extends Error {
  override name = "TilError";
  /** Stable. The server's own, or `connection_lost`, `bad_answer`, `content_mismatch`, `http_502` and the like. */
  declare readonly code: string;
  /** The HTTP status; 0 where there was no answer. */
  declare readonly status: number;
  /** Whether the same request may succeed later. */
  declare readonly retryable: boolean;
  /** What is wrong with which field of the request. */
  declare readonly fields: Record<string, string[]>;
  /** Seconds the server asks to be left alone. */
  declare readonly retryAfter: number | undefined;
  /** Names the request in the server's log; empty where that did not answer. */
  declare readonly requestId: string;

  constructor(message: string, { cause, ...trouble }: Trouble) {
    super(message, { cause });
    const none = { status: 0, retryable: false, fields: {}, retryAfter: undefined, requestId: "" };
    Object.assign(this, none, trouble);
  }
}

/** The generation ended without a whole draft. What it wrote is kept: `retry(generationId)` goes on from there. */
export class GenerationError extends TilError {
  override name = "GenerationError";
  readonly generationId: number;
  /** Where the stream ended: `resume(generationId, { lastEventId })` goes on after `retry`. */
  readonly lastEventId: string;

  constructor(message: string, trouble: Trouble, generationId: number, lastEventId: string) {
    super(message, trouble);
    this.generationId = generationId;
    this.lastEventId = lastEventId;
  }
}

const MAY_PASS = [408, 425, 429, 502, 503, 504];

export function connectionLost(cause?: unknown): TilError {
  return new TilError("The connection was lost.", { code: "connection_lost", retryable: true, cause });
}

/** Read why an answer is no success: the server's own words, or those of a proxy on the way. */
export async function refusal(response: Response): Promise<TilError> {
  const { status } = response;
  const said = await response.json().catch(() => null);
  const own = typeof said?.code === "string";
  return new TilError(own ? String(said.error) : `The server answered ${status}.`, {
    code: own ? said.code : `http_${status}`,
    status,
    retryable: own ? said.retryable === true : MAY_PASS.includes(status),
    fields: (own && said.fields) || {},
    retryAfter: seconds(response.headers.get("Retry-After")),
    requestId: (own && said.request_id) || "",
  });
}

/** Retry-After: seconds or a date (RFC 9110 §10.2.3). */
function seconds(value: string | null): number | undefined {
  const delay = Number(value) || (Date.parse(value ?? "") - Date.now()) / 1000;
  return Number.isNaN(delay) ? undefined : Math.max(0, delay);
}
