// Tests of one file share a process and a database of their own (test/support/database.ts); two files run at a time.
const typescript = ['@swc/jest', {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
}];
// The framework comes as ES modules, which Jest loads only when they are turned into CommonJS.
const framework = ['@swc/jest', { swcrc: false, jsc: { parser: { syntax: 'ecmascript' }, target: 'es2022', keepClassNames: true }, module: { type: 'commonjs' } }];

module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  maxWorkers: 2,
  testTimeout: 20_000,
  globalSetup: '<rootDir>/test/support/database-setup.mjs',
  globalTeardown: '<rootDir>/test/support/database-teardown.mjs',
  transform: {
    '^.+\\.ts$': typescript,
    'node_modules/@nestjs/.+\\.js$': framework,
    'node_modules/file-type/.+\\.js$': framework,
  },
  transformIgnorePatterns: ['/node_modules/(?!(@nestjs|file-type|uint8array-extras|strtok3|token-types|@tokenizer|@borewit)/)'],
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
};
