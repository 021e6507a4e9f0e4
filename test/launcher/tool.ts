declare const loadTool: (path: string) => unknown;

/** A module of bin/, in test files that declare `@jest-environment ./test/launcher/tool-environment.js`. */
export function tool<T>(path: string): T {
  return loadTool(path) as T;
}
