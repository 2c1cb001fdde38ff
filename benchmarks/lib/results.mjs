import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import { reached } from './figures.mjs';

const HEAD = ['', 'what', 'median', 'p90', 'target', 'verdict', 'runs', 'in figures'];

/** @param {readonly import('./figures.mjs').Figure[]} figures */
export function tableOf(figures) {
  const rows = figures.map((figure) => [
    figure.id,
    figure.what,
    `${round(figure.value)} ${figure.unit}`,
    round(figure.p90),
    figure.target === undefined ? '' : `<= ${figure.target}`,
    { true: 'reached', false: 'MISSED', undefined: '' }[`${reached(figure)}`] ?? '',
    String(figure.runs),
    figure.base,
  ]);
  return [HEAD, HEAD.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** @param {string} file @param {readonly import('./figures.mjs').Figure[]} figures */
export function writeResults(file, figures) {
  const missed = figures.filter((figure) => reached(figure) === false);
  const misses = missed.map(({ id, what, value, unit, target }) => `- ${id}, ${what}: ${round(value)} ${unit} instead of ${target}.`);
  writeFileSync(
    file,
    `# Results

Label: **simulated**, and **contract** where a line names EC2 or calls (b1 to c2, h1 to h3): the cloud is the mock provider's, or the simulated EC2
of tools/fake-ec2; processes, files, sockets and SQLite are real. No real cloud account was involved.

Measured ${new Date().toISOString().slice(0, 10)} with \`npm run bench\`. Each ratio is to what its unit names (\`node -e 0\`, or a store
without history), run in turn with it, and of medians. CPU is user and system time of the call and everything it waited for; wall is what
a clock shows. A time in ms is wall, unless its line says CPU.

${machineLine()}

${tableOf(figures)}

${missed.length === 0 ? 'Every target was reached.' : `Missed:\n\n${misses.join('\n')}`}
`,
  );
}

export function machineLine() {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const memory = (totalmem() / 1024 ** 3).toFixed(0);
  return `Machine: ${cpus().length} x ${model}, ${memory} GB, ${process.platform} ${release()} ${arch()}, Node ${process.version}, SQLite ${process.versions['sqlite'] ?? 'unknown'}, Hostwright ${productVersion()} at commit ${commit()}.`;
}

function productVersion() {
  return JSON.parse(readFileSync(new URL('../../apps/host-factory/package.json', import.meta.url), 'utf8')).version;
}

function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

export function round(/** @type {number} */ value) {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}
