import type { CallExtras } from './session.js';

/** The parts of the SDK's middleware that are used here. */
interface HttpAnswer {
  statusCode: number;
  headers: Readonly<Record<string, string>>;
  body: AsyncIterable<Uint8Array> | Uint8Array;
}
type Next = (args: unknown) => Promise<{ readonly response: HttpAnswer }>;
interface Stack {
  addRelativeTo(
    middleware: (next: Next) => Next,
    options: { name: string; relation: 'after'; toMiddleware: string; override: boolean },
  ): void;
}

/** The SDK's own name of the step that parses the answer. */
const PARSER = 'deserializerMiddleware';

/** What is seen of one call on its way. */
export interface CallWatch {
  /** The request is written and signed, and goes to a connection now. */
  readonly onSend: () => void;
  readonly onDate: (atMs: number) => void;
  readonly takeBody: CallExtras['takeBody'];
}

/** Watches one command right at the wire, before the SDK parses its answer; again when the command is sent again. */
export function watchCall(command: { readonly middlewareStack: object }, { onSend, onDate, takeBody }: CallWatch): void {
  const tap =
    (next: Next): Next =>
    async (args) => {
      onSend();
      const answer = await next(args);
      const { response } = answer;
      const atMs = Date.parse(response.headers['date'] ?? '');
      if (Number.isFinite(atMs)) onDate(atMs);
      if (takeBody !== undefined && response.statusCode < 300) {
        await takeBody(piecesOf(response.body));
        response.body = new Uint8Array();
      }
      return answer;
    };
  (command.middlewareStack as Stack).addRelativeTo(tap, {
    name: 'hostwrightWatch',
    relation: 'after',
    toMiddleware: PARSER,
    override: true,
  });
}

async function* piecesOf(body: HttpAnswer['body']): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) yield body;
  else yield* body;
}
