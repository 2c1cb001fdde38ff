import { describe, expect, it } from 'vitest';
import { readStatement } from './statement.js';

const TAGS = { tags: ['proof.kill-runs', 'simulated'] };

describe('readStatement', TAGS, () => {
  it('reads the rows that an insert writes, and leaves out the values for a conflict', () => {
    const sql = 'insert into "notes" ("key", "value") values (?, ?) on conflict ("key") do update set "value" = ?';
    expect(readStatement(sql, ['a', '1', '1'])).toEqual({
      tables: ['notes'],
      rows: [{ table: 'notes', columns: { key: 'a', value: '1' } }],
    });
  });

  it('reads several rows of one insert', () => {
    const { rows } = readStatement('insert into "events" ("at_ms", "event") values (?, ?), (?, ?)', [1, 'a', 2, 'b']);
    expect(rows.map(({ columns }) => columns)).toEqual([
      { at_ms: 1, event: 'a' },
      { at_ms: 2, event: 'b' },
    ]);
  });

  it('reads what an update sets, and not by what it finds the row', () => {
    const { rows } = readStatement('update "requests" set "state" = ?, "record" = ? where "request_id" = ? and "version" = ?', [
      'open',
      '{}',
      'r',
      1,
    ]);
    expect(rows).toEqual([{ table: 'requests', columns: { state: 'open', record: '{}' } }]);
  });

  it('names every table of a statement that writes no row', () => {
    const sql = 'select "record", (select count(*) from "lives") as "n" from "deployment" inner join "notes" on 1 = 1 where "id" = ?';
    expect(readStatement(sql, [1])).toEqual({ tables: ['lives', 'deployment', 'notes'], rows: [] });
  });
});
