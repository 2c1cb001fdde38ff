export { readInput, writeInput } from './inputs.js';
export { localProxies, type LocalProxy } from './local-proxy.js';
export { selfSigned } from './self-signed.js';
export { TestContext } from './test-context.js';
