export { judge, type Verdict } from './judge.js';
export { installPythonTool } from '../python/index.js';
export { freshPythonEnvironment } from '../python/environment.js';
export { MOTO } from '../moto/tool.js';
