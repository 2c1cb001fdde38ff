import type { PythonTool } from '../python/index.js';

/** moto as a server; botocore, which judges requests, comes with it. */
export const MOTO: PythonTool = { name: 'moto', requirements: ['moto[server]==5.2.5'] };
