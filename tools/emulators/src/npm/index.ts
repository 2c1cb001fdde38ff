export { configuredRegistry, freshNpmEnvironment } from './environment.js';
export { installOnce, type InstalledTool, type ToolPackage } from './install-once.js';
