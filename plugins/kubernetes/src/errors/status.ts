import { z } from 'zod';

/** What the API server says of a request that it did not fulfil. Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export interface Status {
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly details?:
    | {
        readonly name?: string | undefined;
        readonly kind?: string | undefined;
        readonly retryAfterSeconds?: number | undefined;
        readonly causes?: readonly StatusCause[] | null | undefined;
      }
    | null
    | undefined;
  /** With 410 in the middle of a list: a token to go on with, on newer data. */
  readonly metadata?: { readonly continue?: string | undefined } | null | undefined;
}

/** One thing that is wrong, and where: `spec.containers[0].image`. */
interface StatusCause {
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly field?: string | undefined;
}

const text = z.string().optional().catch(undefined);
const cause = z.object({ reason: text, message: text, field: text });

const statusSchema = z.object({
  kind: z.literal('Status'),
  code: z.number().optional().catch(undefined),
  reason: text,
  message: text,
  details: z
    .object({
      name: text,
      kind: text,
      retryAfterSeconds: z.number().optional().catch(undefined),
      causes: z.array(cause).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
  metadata: z.object({ continue: text }).nullish().catch(undefined),
});

/** Reads a Status; undefined for anything else. Parts that have another form are left out. */
export function readStatus(body: unknown): Status | undefined {
  return statusSchema.safeParse(body).data;
}

/** The same from an answer's text. */
export function readStatusText(body: string): Status | undefined {
  try {
    return readStatus(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/** The API server refused a request: what an error's `cause` keeps of it. */
export class Refusal extends Error {
  readonly status: Status;

  constructor(status: Status) {
    super(status.reason ?? `HTTP ${status.code}`);
    this.status = status;
  }
}

/** The Status behind an error; undefined for one that has none. */
export function statusOf(error: unknown): Status | undefined {
  const kept = error instanceof Error ? error.cause : undefined;
  return kept instanceof Refusal ? kept.status : undefined;
}
