import type { Fact } from './fact.js';

/** Facts as text: one JSON object a line. */
export function writeFacts(facts: Iterable<Fact>): string {
  let text = '';
  for (const fact of facts) text += `${JSON.stringify(fact)}\n`;
  return text;
}

/** Reads what {@link writeFacts} wrote. A last line that was cut short by a killed process is left out. @throws {Error} naming another line that is no fact */
export function readFacts(text: string): readonly Fact[] {
  const lines = text.split('\n');
  const cut = lines.pop();
  if (cut === undefined) return [];
  return lines.map((line, index) => {
    const fact: unknown = JSON.parse(line);
    if (typeof fact !== 'object' || fact === null || !('kind' in fact) || !('atMs' in fact))
      throw new Error(`line ${index + 1} is no fact: ${line.slice(0, 200)}`);
    return fact as Fact;
  });
}
