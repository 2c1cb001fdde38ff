import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';

const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const EXAMPLE = readFileSync(new URL('./embedding-example.ts', import.meta.url), 'utf8');

it('the README shows the example that is run here, less than 15 lines long', () => {
  expect(README).toContain(`\`\`\`ts\n${EXAMPLE}\`\`\``);
  const lines = EXAMPLE.split('\n').filter((line) => line !== '' && !line.startsWith('import '));
  expect(lines.length).toBeLessThan(15);
});

it('the example prints the names of two machines', { timeout: 40_000, tags: ['engine.embedding', 'simulated'] }, async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await import('./embedding-example.js');
  expect(print.mock.calls).toEqual([[[expect.stringMatching(/^mock-/), expect.stringMatching(/^mock-/)]]]);
  print.mockRestore();
});
