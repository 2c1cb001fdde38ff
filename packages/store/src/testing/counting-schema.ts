import { sql } from 'kysely';
import { MIGRATIONS } from '../sqlite/migrations.js';
import type { Migration, Schema } from '../sqlite/schema-state.js';

/** The current schema and further versions, each of which leaves a row in the table `steps` when its migration runs. */
export function countingSchema(version: number): Schema {
  const further = Array.from({ length: version - MIGRATIONS.length }, (_, index) => countingStep(MIGRATIONS.length + index + 1));
  return { version, migrations: async () => [...MIGRATIONS, ...further] };
}

function countingStep(version: number): Migration {
  return {
    version,
    up: async (db) => {
      await sql`create table if not exists steps (version integer not null)`.execute(db);
      await sql`insert into steps (version) values (${version})`.execute(db);
    },
  };
}
