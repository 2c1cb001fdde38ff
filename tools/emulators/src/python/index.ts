export { installPythonTool, type PythonTool } from './install-python-tool.js';
