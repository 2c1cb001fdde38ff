/** `sqlite3 FILE SQL` for hosts without it: prints rows as the real one does, values with `|` between them. */
import { DatabaseSync } from 'node:sqlite';

const [file = '', sql = ''] = process.argv.slice(2);
const database = new DatabaseSync(file, { readOnly: true });
for (const row of database.prepare(sql).all()) console.log(Object.values(row).join('|'));
database.close();
