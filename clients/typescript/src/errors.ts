/** Errors: TilError, and its subclass GenerationError for a failed generation. */

export interface Trouble {
  code: string;
  status?: number;
  retryable?: boolean;
  fields?: Record<string, string[]>;
  retryAfter?: number | undefined;
  requestId?: string;
  cause?: unknown;
}

/** A rejected or failed request. `message` is safe to show to users. */
export class TilError extends Error {
  override name = "TilError";
  /** Stable: the server's code, or one such as `connection_lost`, `bad_answer`, `content_mismatch` and `http_502`. */
  declare readonly code: string;
  /** The HTTP status; 0 without a response. */
  declare readonly status: number;
  /** Whether the same request may succeed later. */
  declare readonly retryable: boolean;
  /** Problems by field of the request. */
  declare readonly fields: Record<string, string[]>;
  /** Seconds to wait, from the server. */
  declare readonly retryAfter: number | undefined;
  /** The id of the request in the server's log; empty if the server did not answer. */
  declare readonly requestId: string;

  constructor(message: string, { cause, ...trouble }: Trouble) {
    super(message, { cause });
    const none = { status: 0, retryable: false, fields: {}, requestId: "" };
    Object.assign(this, none, trouble);
  }
}

/** The generation ended without a complete draft. Its text is kept; `retry(generationId)` continues it. */
export class GenerationError extends TilError {
  override name = "GenerationError";
  readonly generationId: number;
  /** Where the stream ended; after `retry`, continue with `resume(generationId, { lastEventId })`. */
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

/** Return the error in a response, from the server or from a proxy. */
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

/** Parse Retry-After: seconds or a date (RFC 9110 §10.2.3). */
function seconds(value: string | null): number | undefined {
  const delay = Number(value) || (Date.parse(value ?? "") - Date.now()) / 1000;
  return delay >= 0 ? delay : undefined;
}
