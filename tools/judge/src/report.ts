import type { Judgement } from './judge.ts';

/** The judgement for people. */
export function renderText({ clean, counts, violations }: Judgement): string {
  return [
    `calls recorded        ${counts.calls}`,
    `requests acknowledged ${counts.requests}`,
    `machines ever         ${counts.machinesEver}`,
    `machines alive        ${counts.machinesAlive}`,
    `foreign machines      ${counts.foreignMachines}`,
    ...violations.map(({ rule, message }) => `VIOLATION ${rule}: ${message}`),
    clean ? 'clean: nothing leaked, doubled, lost or touched' : `${violations.length} violations`,
  ].join('\n');
}
