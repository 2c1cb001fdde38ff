import { createViteServer } from 'vitest/node';

const conditions = ['@hostwright/source', 'node', 'development|production'];

/**
 * Loads TypeScript sources of the workspace.
 *
 * @param {readonly string[]} files
 * @returns {Promise<{ modules: Record<string, any>[], close: () => Promise<void> }>}
 */
export async function loadSources(files) {
  const server = await createViteServer({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    resolve: { conditions },
    ssr: { resolve: { conditions }, noExternal: [/^@hostwright\//] },
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  const modules = await Promise.all(files.map((file) => server.ssrLoadModule(file)));
  return { modules, close: () => server.close() };
}
