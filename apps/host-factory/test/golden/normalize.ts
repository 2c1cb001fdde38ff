import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROGRAM } from '../../src/testing/command-line.js';
import type { PreparedSite } from './prepared-site.js';

const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');
const REQUEST_ID = /\b(req|ret|int|cli)-([0-9a-f]{8})((?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?/g;
/** At the end of a cell that is cut. */
const CUT_ID = /\b(cli|int|req|ret)-([0-9a-f]{1,7})(?=…)/g;
const MACHINE_ID = /\bi-([0-9a-f]{9}\d{8})\b/g;
const HOST_NAME = /(?<=mock-10-\d+-\d+-\d+\.)n[0-9a-z]+(?=\.internal|…|\b)/g;
const HASH = /\b(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{16})\b/g;
/** How much is in a store depends on how often the cloud was looked at. */
const AMOUNT = /\b\d+(?= (?:linked|bytes|rows|events)\b)|(?<="(?:rows|events|bytes|position|sealed)": )\d+|(?<=position: )\d+/g;
const POSITION = /^\d+(?= +\d{4}-\d\d-\d\dT)/gm;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** Changes with each release. */
const PLUGIN = JSON.parse(readFileSync(join(PROGRAM.packageDirectory, 'node_modules/@hostwright/provider-mock/package.json'), 'utf8')) as {
  readonly version: string;
};

/** What differs from run to run, in the same place and of the same width: ids in the order of their appearance. */
export function normalizer({ root }: Pick<PreparedSite, 'root'>): (text: string) => string {
  const requests = new Map<string, string>();
  const machines = new Map<string, string>();
  const numbered = (known: Map<string, string>, id: string): string => {
    if (!known.has(id)) known.set(id, String(known.size + 1).padStart(id.length, '0'));
    return known.get(id) ?? '';
  };
  return (text) =>
    text
      .replaceAll(root, '/site')
      .replaceAll(REPOSITORY, '/program')
      .replaceAll(TIME, '2026-01-01T00:00:00.000Z')
      .replaceAll(
        REQUEST_ID,
        (_all, kind: string, start: string, rest = '') =>
          `${kind}-${numbered(requests, start)}${String(rest).replaceAll(/[0-9a-f]/g, '0')}`,
      )
      .replaceAll(CUT_ID, (_all, kind: string, start: string) => `${kind}-${'0'.repeat(start.length)}`)
      .replaceAll(MACHINE_ID, (_all, id: string) => `i-${numbered(machines, id)}`)
      .replaceAll(HOST_NAME, (suffix) => `n${'x'.repeat(suffix.length - 1)}`)
      .replaceAll(HASH, (hash) => '0'.repeat(hash.length))
      .replaceAll(AMOUNT, 'N')
      .replaceAll(POSITION, (digits) => 'N'.padEnd(digits.length))
      .replaceAll(PLUGIN.version, 'x.y.z');
}
