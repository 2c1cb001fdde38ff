import { parseImports } from './imports/parse-imports.js';
import { productPackages, runTimeDependencies } from './packages.js';
import { isTest, productSources, type Tree } from './tree.js';

const CLOUD_SDK =
  /^(?:@aws-sdk\/|@smithy\/|aws-sdk|@azure\/|@google-cloud\/|@googleapis\/|googleapis|google-auth-library|@kubernetes\/|kubernetes-client|@oracle|oci-|@alicloud\/)/;
const DATABASE =
  /^(?:kysely|knex|drizzle-orm|typeorm|@prisma\/|prisma|pg|pg-.+|postgres|mysql2?|sqlite3?|better-sqlite3|@libsql\/.+|libsql|@photostructure\/sqlite|mongodb|redis|ioredis|node:sqlite)$/;

/** Seed row S4.1: core installs no cloud SDK and no database driver, and its code loads none. */
export function coreDependencyViolations(tree: Tree): readonly string[] {
  const core = productPackages(tree).find(({ folder }) => folder === 'packages/core');
  const installed =
    core === undefined ? [] : runTimeDependencies(core.manifest).map((name) => ({ where: 'packages/core/package.json', name }));
  const loaded = productSources(tree)
    .filter(([path]) => path.startsWith('packages/core/') && !isTest(path))
    .flatMap(([path, text]) => parseImports(path, text).map(({ specifier, line }) => ({ where: `${path}:${line}`, name: specifier })));
  return [...installed, ...loaded].flatMap(({ where, name }) => {
    if (CLOUD_SDK.test(name)) return [`${where} names the cloud SDK '${name}': it belongs in a package under plugins/`];
    if (DATABASE.test(name)) return [`${where} names the database driver '${name}': it belongs in '@hostwright/store'`];
    return [];
  });
}
