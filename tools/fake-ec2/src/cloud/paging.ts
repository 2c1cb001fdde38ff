import { ApiError, invalidParameter } from '../server/api-error.ts';
import type { Params } from '../server/params.ts';
import { createHash } from 'node:crypto';

/** One page of a list, and what asks for the next. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** Cuts a page out of a complete list. @param max - the largest page, and the page of a call that names none */
export function pageOf<T>(params: Params, items: readonly T[], max: number, sizeName = 'MaxResults'): Page<T> {
  const start = readPageToken(params);
  const size = Math.min(params.integer(sizeName, { min: 1 }) ?? max, max);
  const end = start + size;
  return { items: items.slice(start, end), nextToken: end < items.length ? pageToken(params, end) : undefined };
}

/** Tokens name a position, and the question they belong to. */
export function pageToken(params: Params, position: number): string {
  return Buffer.from(`${position} ${questionOf(params)}`).toString('base64url');
}

/** 0 for a call without a token. @throws {ApiError} for a token of another question, or none of ours */
export function readPageToken(params: Params): number {
  const token = params.text('NextToken');
  if (token === undefined) return 0;
  const [position = '', question] = Buffer.from(token, 'base64url').toString().split(' ');
  if (!/^\d+$/.test(position)) throw new ApiError('InvalidParameterValue', 'Unable to parse pagination token');
  if (question !== questionOf(params)) throw invalidParameter('The pagination token belongs to a request with other parameters');
  return Number(position);
}

function questionOf(params: Params): string {
  const text = params.fingerprint(['NextToken', 'MaxResults', 'MaxRecords', 'Version']);
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
