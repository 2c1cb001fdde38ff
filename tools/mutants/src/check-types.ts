import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mutatedFiles, ROOT, SOURCES } from './apply.js';
import type { Mutant } from './mutant.js';

/** Marks the copy of a file that a mutant changed: it stands beside the file itself, so that all copies are checked at once. */
const MARK = 'mutant';

/** What the compiler says about mutants, in lines that name them. A mutant that is no program shows nothing when it fails. */
export async function typeErrors(mutants: readonly Mutant[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hostwright-mutants-'));
  try {
    await cp(SOURCES, join(folder, 'src'), { recursive: true });
    await symlink(join(ROOT, 'packages/core/node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const copies = await Promise.all(mutants.flatMap((mutant) => writeCopies(mutant, folder)));
    // What a mutant does not use any more is no mistake.
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
    const project = { extends: join(ROOT, 'tsconfig.base.json'), compilerOptions, files: copies };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
    return await compile(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function writeCopies(mutant: Mutant, folder: string): readonly Promise<string>[] {
  return [...mutatedFiles(mutant)].map(async ([file, text]) => {
    const copy = `src/${file.replace(/\.ts$/, `.${MARK}.${mutant.id}.ts`)}`;
    await writeFile(join(folder, copy), text);
    return copy;
  });
}

function compile(folder: string): Promise<readonly string[]> {
  const compiler = join(dirname(createRequire(join(ROOT, 'package.json')).resolve('typescript/package.json')), 'bin/tsc');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line.includes('error TS'));
      if (error !== null && lines.length === 0) reject(new Error(`the compiler did not run: ${stderr}${stdout}`, { cause: error }));
      else resolve(lines);
    });
  });
}
