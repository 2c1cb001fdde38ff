import { openRotatingFile } from '../log/rotating-file.js';

/** What a writer is told: the log's path, its own number, and how many lines to write. */
export type WriterWords = readonly [path: string, number: string, lines: string];

/** Writes so many lines to a log that others write to at the same time. */
const [path, number, lines] = process.argv.slice(2) as unknown as WriterWords;
const file = openRotatingFile(path, { maxBytes: 20_000, maxFiles: 50 });
for (let line = 1; line <= Number(lines); line += 1) file.write(`process ${number} line ${line} ${'x'.repeat(80)}\n`);
file.close();
