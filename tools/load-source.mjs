import { createViteServer } from 'vitest/node';

/** As in vitest.shared.ts: workspace packages resolve to their sources, so that nothing has to be built. */
const conditions = ['@hostwright/source', 'node', 'development|production'];

/**
 * Loads a TypeScript source of the workspace with all that it imports, as the tests do. Close it when nothing of it is used any more.
 *
 * @param {string} file - absolute path
 * @returns {Promise<{ source: Record<string, any>, close: () => Promise<void> }>}
 */
export async function loadSource(file) {
  const server = await createViteServer({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    resolve: { conditions },
    ssr: { resolve: { conditions }, noExternal: [/^@hostwright\//] },
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    return { source: await server.ssrLoadModule(file), close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}
