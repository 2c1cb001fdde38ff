import { readFile } from 'node:fs/promises';

/** One HTTP request to AWS, as it was sent. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query, encoded as sent. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body: string;
}

/** A line of moto's recorder. */
interface RecorderLine {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly body_encoded: boolean;
}

/** Reads what moto recorded; a file that is not there yet holds nothing. Requests to moto's own interface are left out. */
export async function readMotoRecording(file: string): Promise<readonly RecordedRequest[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const requests = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => toRequest(JSON.parse(line) as RecorderLine));
  return requests.filter(({ target }) => !target.startsWith('/moto-api/'));
}

function toRequest({ method, url, headers, body, body_encoded: isBase64 }: RecorderLine): RecordedRequest {
  const { pathname, search } = new URL(url);
  return {
    method,
    target: `${pathname}${search}`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: isBase64 ? body : Buffer.from(body).toString('base64'),
  };
}
